WITH population AS NOT MATERIALIZED (
    SELECT snapshot, date, id, name, publisher, country, likes, downloads FROM counted(getvariable('population'))
),
known AS (
    SELECT snapshot, sum(downloads) FILTER (likes IS NOT NULL) / sum(downloads) AS known,
           count(*) FILTER (likes IS NOT NULL AND downloads IS NOT NULL) AS models
    FROM population GROUP BY snapshot
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY snapshot ORDER BY likes DESC, id) AS by_likes,
           row_number() OVER (PARTITION BY snapshot ORDER BY downloads DESC, id) AS by_downloads
    FROM population WHERE likes IS NOT NULL AND downloads IS NOT NULL
)
SELECT date, origin, repo_id, coalesce(organisation, written_handle(repo_id, account)) AS organisation,
       coalesce(placed.country, '') AS country, coalesce(countries.name, 'Unassigned') AS name,
       likes, downloads, by_likes, by_downloads, known, models
FROM placed JOIN snapshots USING (snapshot, date) JOIN known USING (snapshot) JOIN names ON names.name = placed.name
LEFT JOIN publishers ON publishers.publisher = placed.publisher LEFT JOIN countries ON countries.country = placed.country
WHERE known >= 0.8 AND least(by_likes, by_downloads) <= getvariable('top')
ORDER BY date, origin, by_likes
