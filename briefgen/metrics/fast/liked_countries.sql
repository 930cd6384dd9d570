WITH population AS NOT MATERIALIZED (
    SELECT snapshot, date, id, name, country, likes, downloads FROM counted(getvariable('population'))
),
known AS (
    SELECT snapshot, sum(downloads) FILTER (likes IS NOT NULL) / sum(downloads) AS known FROM population GROUP BY snapshot
),
-- The likes that a model needs to have a place.
needed AS (
    SELECT snapshot, max(likes) FILTER (place >= getvariable('top')) AS least
    FROM (SELECT snapshot, likes, sum(count(*)) OVER (PARTITION BY snapshot ORDER BY likes DESC ROWS UNBOUNDED PRECEDING) AS place
          FROM population WHERE likes IS NOT NULL GROUP BY snapshot, likes)
    GROUP BY snapshot
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY snapshot ORDER BY likes DESC, id) AS place
    FROM population JOIN known USING (snapshot) JOIN needed USING (snapshot)
    WHERE likes >= coalesce(least, 0) AND known >= 0.8
    QUALIFY place <= getvariable('top')
)
SELECT date, origin, coalesce(placed.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name, count(*) AS models,
       count(*) / sum(count(*)) OVER (PARTITION BY snapshot) AS share,
       arg_min(repo_id, place) AS first, min(place) AS place, any_value(known) AS known
FROM placed JOIN snapshots USING (snapshot, date) JOIN names ON names.name = placed.name LEFT JOIN countries USING (country)
GROUP BY date, snapshot, origin, placed.country, countries.name
ORDER BY date, origin, models DESC, place
