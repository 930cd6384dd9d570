-- title: Most-liked models
-- question: Which models have the most likes in a snapshot?
-- population: Named by the parameter population. A ranking is given only where likes are known for models with 80 % of the population's known downloads.
-- window: Likes add up since a model's first day; they carry no date.
-- caveats:
--   - Likes are attention, not use.
--   - A model that the snapshot does not hold cannot be ranked; the column absent counts those that another chosen snapshot knows.
--   - Most-liked of the whole Hub would need a population that holds every kind of model.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: all}
--   top: {text: "how many places", default: 10}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   origin: {unit: name, text: "archive", key: true}
--   rank: {unit: count, text: "place by likes", key: true}
--   repo_id: {unit: name, text: "model"}
--   organisation: {unit: name, text: "publishing organisation, or the handle where it is not listed"}
--   country: {unit: name, text: "ISO 3166 code of the publisher, empty for unassigned"}
--   name: {unit: name, text: "publisher's country"}
--   likes: {unit: likes, text: "likes since the first day"}
--   downloads: {unit: downloads, text: "30-day downloads"}
--   pipeline_tag: {unit: name, text: "declared task"}
--   ahead: {unit: likes, text: "likes ahead of the next model"}
--   absent: {unit: count, text: "models that another chosen snapshot saw with more likes, at that date or before, and that are missing here"}
--   known: {unit: share, text: "share of known downloads on models whose likes are known"}
--   models: {unit: count, text: "models of the population whose likes are known"}
-- tie_break: equal likes rank by id
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
