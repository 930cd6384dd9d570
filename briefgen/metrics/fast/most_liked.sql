WITH population AS NOT MATERIALIZED (
    SELECT snapshot, date, id, name, publisher, country, likes, downloads, pipeline_tag FROM counted(getvariable('population'))
),
known AS (
    SELECT snapshot, sum(downloads) FILTER (likes IS NOT NULL) / sum(downloads) AS known, count(likes) AS models
    FROM population GROUP BY snapshot
),
-- The likes that a model needs to have a place, or to stand right after the last.
needed AS (
    SELECT snapshot, max(likes) FILTER (place > getvariable('top')) AS least
    FROM (SELECT snapshot, likes, sum(count(*)) OVER (PARTITION BY snapshot ORDER BY likes DESC ROWS UNBOUNDED PRECEDING) AS place
          FROM population WHERE likes IS NOT NULL GROUP BY snapshot, likes)
    GROUP BY snapshot
),
ranked AS (
    SELECT population.*, row_number() OVER by_likes AS rank, likes - lead(likes) OVER by_likes AS ahead
    FROM population JOIN needed USING (snapshot) WHERE likes >= coalesce(least, 0)
    WINDOW by_likes AS (PARTITION BY snapshot ORDER BY likes DESC, id)
),
listed AS (
    SELECT * FROM ranked JOIN known USING (snapshot) WHERE rank <= getvariable('top') AND known >= 0.8
),
-- Likes add up: what once had more than this model and is missing here may stand above it.
more_liked AS (SELECT date, id, likes FROM population WHERE likes > (SELECT min(likes) FROM listed)),
still_liked AS (
    SELECT snapshot, id FROM population WHERE likes IS NOT NULL AND id IN (SELECT id FROM more_liked)
),
missing AS (
    SELECT listed.snapshot, listed.rank, count(DISTINCT earlier.id) AS absent
    FROM listed JOIN more_liked AS earlier ON earlier.date <= listed.date AND earlier.likes > listed.likes
    WHERE NOT EXISTS (FROM still_liked AS here WHERE here.snapshot = listed.snapshot AND here.id = earlier.id)
    GROUP BY listed.snapshot, listed.rank
)
SELECT date, origin, rank, repo_id, coalesce(organisation, written_handle(repo_id, account)) AS organisation,
       coalesce(listed.country, '') AS country, coalesce(countries.name, 'Unassigned') AS name,
       likes, downloads, coalesce(pipeline_tag, '') AS pipeline_tag, ahead, coalesce(absent, 0) AS absent, known, models
FROM listed JOIN snapshots USING (snapshot, date) JOIN names ON names.name = listed.name LEFT JOIN publishers ON publishers.publisher = listed.publisher
LEFT JOIN missing USING (snapshot, rank) LEFT JOIN countries ON countries.country = listed.country
ORDER BY date, origin, rank
