WITH population AS NOT MATERIALIZED (
    SELECT date, id, name, publisher, downloads FROM counted(getvariable('population')) WHERE downloads IS NOT NULL
),
by_handle AS (
    SELECT date, publisher, sum(downloads) AS downloads, count(*) AS models, max(downloads) AS most
    FROM population GROUP BY date, publisher
),
-- All downloads, and those that the last of the publishers shown has at least: only what has as many is put in order.
whole AS (
    SELECT date, sum(downloads * publishers) AS total, coalesce(max(downloads) FILTER (place >= getvariable('top')), 0) AS least
    FROM (SELECT date, downloads, count(*) AS publishers,
                 sum(count(*)) OVER (PARTITION BY date ORDER BY downloads DESC ROWS UNBOUNDED PRECEDING) AS place
          FROM by_handle GROUP BY date, downloads)
    GROUP BY date
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY date ORDER BY downloads DESC, publisher) AS rank
    FROM by_handle JOIN whole USING (date) WHERE downloads >= least QUALIFY rank <= getvariable('top')
),
largest AS (
    SELECT placed.date, rank, arg_min(name, id) AS name
    FROM placed JOIN population ON population.date = placed.date AND population.downloads = most
     AND population.publisher IS NOT DISTINCT FROM placed.publisher
    GROUP BY placed.date, rank
)
SELECT date, rank, handle, coalesce(organisation, handle) AS organisation, coalesce(publishers.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name, CAST(downloads AS BIGINT) AS downloads,
       downloads / total AS share, models, repo_id AS largest, most / downloads AS largest_share
FROM placed JOIN largest USING (date, rank)
JOIN names ON names.name = largest.name LEFT JOIN publishers ON publishers.publisher = placed.publisher
LEFT JOIN countries ON countries.country = publishers.country
ORDER BY date, rank
