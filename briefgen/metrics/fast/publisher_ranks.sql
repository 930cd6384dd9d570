WITH rows_compared AS (SELECT date, publisher, downloads FROM compared(getvariable('population'), 'organisations')),
dates AS (
    SELECT date, count(downloads) / count(*) AS known, sum(downloads) AS total, count(DISTINCT publisher) AS organisations
    FROM rows_compared GROUP BY date
),
by_handle AS (
    SELECT date, publisher, sum(downloads) AS downloads, count(*) AS models FROM rows_compared GROUP BY date, publisher
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY date ORDER BY downloads DESC NULLS LAST, publisher) AS place FROM by_handle
)
SELECT date, handle, coalesce(organisation, handle) AS organisation, coalesce(publishers.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name,
       CASE WHEN known >= 0.8 AND downloads IS NOT NULL THEN place END AS rank,
       CAST(downloads AS BIGINT) AS downloads, downloads / total AS share, models, known, organisations
FROM placed JOIN dates USING (date) LEFT JOIN publishers USING (publisher) LEFT JOIN countries ON countries.country = publishers.country
ORDER BY date, place
