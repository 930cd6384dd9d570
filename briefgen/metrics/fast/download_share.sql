WITH rows_compared AS (
    SELECT date, id, publisher, coalesce(country, '') AS country, downloads
    FROM compared(getvariable('population'), getvariable('compare'))
),
rows_comparable AS (FROM comparable('rows_compared')),
comparable_totals AS (
    SELECT later, date, count(*) AS models, sum(downloads) AS downloads FROM rows_comparable GROUP BY later, date
),
dates AS (
    SELECT date, sum(downloads) AS total, count(downloads) / count(*) AS known, count(*) AS all_models,
           count(DISTINCT publisher) AS all_organisations
    FROM rows_compared GROUP BY date
),
population AS (
    SELECT date, sum(downloads) AS total FROM counted(getvariable('population')) GROUP BY date
),
by_country AS (
    SELECT date, country, sum(downloads) AS downloads, max(downloads) AS largest, count(*) AS models,
           count(DISTINCT publisher) AS organisations
    FROM rows_compared GROUP BY date, country
),
ranked AS (
    SELECT *, CASE WHEN country <> '' THEN row_number() OVER (
        PARTITION BY date, country = '' ORDER BY coalesce(downloads, 0) DESC, country) END AS rank
    FROM by_country
),
-- One case for each leader left out, and one with nobody left out.
cases AS (
    SELECT date, country AS left_out, largest FROM ranked WHERE rank <= 2
    UNION ALL SELECT date, NULL, 0 FROM dates
),
ranges AS (
    SELECT ranked.date, ranked.country,
           min((downloads - if(ranked.country = left_out, cases.largest, 0)) / (total - cases.largest)) AS low,
           max((downloads - if(ranked.country = left_out, cases.largest, 0)) / (total - cases.largest)) AS high
    FROM ranked JOIN cases USING (date) JOIN dates USING (date)
    GROUP BY ranked.date, ranked.country
),
-- A change is between two shares of the rows that compare; of no row at a date, a country's share is 0.
every_country AS (
    SELECT later, date, country, downloads FROM comparable_totals CROSS JOIN (SELECT DISTINCT country FROM by_country)
),
none_of_country AS (
    SELECT later, date, country, 0 / downloads AS share FROM every_country ANTI JOIN by_country USING (date, country)
),
changes AS (
    SELECT later AS date, country, max(share) FILTER (date = later) - max(share) FILTER (date < later) AS change
    FROM (SELECT later, date, country, sum(downloads) / sum(sum(downloads)) OVER (PARTITION BY later, date) AS share
          FROM rows_comparable GROUP BY later, date, country
          UNION ALL FROM none_of_country)
    GROUP BY later, country
),
shares AS (
    SELECT ranked.*, downloads / dates.total AS share, dates.known, dates.total, dates.all_models,
           dates.all_organisations, dates.total / population.total AS coverage
    FROM ranked JOIN dates USING (date) JOIN population USING (date)
)
SELECT date, country,
       CASE WHEN country = '' THEN 'Unassigned' ELSE coalesce(countries.name, country) END AS name,
       rank, CAST(downloads AS BIGINT) AS downloads, share, low, high,
       CASE WHEN enough THEN change END AS change, change_models, change_part, days,
       models, organisations, known, coverage, CAST(total AS BIGINT) AS total, all_models, all_organisations
FROM shares JOIN ranges USING (date, country)
JOIN comparison('rows_compared', 'comparable_totals') USING (date)
LEFT JOIN changes USING (date, country) LEFT JOIN countries USING (country)
ORDER BY date, rank NULLS LAST
