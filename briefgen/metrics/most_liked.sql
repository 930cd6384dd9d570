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
WITH population AS (SELECT snapshot, date, model, likes, downloads FROM observed(getvariable('population'))),
known AS (
    SELECT snapshot, sum(downloads) FILTER (likes IS NOT NULL) / sum(downloads) AS known, count(likes) AS models
    FROM population GROUP BY snapshot
),
ranked AS (
    SELECT snapshot, model, row_number() OVER by_likes AS rank, likes - lead(likes) OVER by_likes AS ahead
    FROM population WHERE likes IS NOT NULL
    WINDOW by_likes AS (PARTITION BY snapshot ORDER BY likes DESC, model)
),
listed AS (
    SELECT * FROM ranked JOIN known USING (snapshot) JOIN observations USING (snapshot, model)
    WHERE rank <= getvariable('top') AND known >= 0.8
),
-- Likes add up: what once had more than a model and is missing here may be above it.
more_liked AS (SELECT date, model, likes FROM population WHERE likes > (SELECT min(likes) FROM listed)),
missing AS (
    SELECT listed.snapshot, listed.rank, count(DISTINCT earlier.model) AS absent
    FROM listed JOIN more_liked AS earlier ON earlier.date <= listed.date AND earlier.likes > listed.likes
    WHERE NOT EXISTS (
        FROM population AS here
        WHERE here.snapshot = listed.snapshot AND here.model = earlier.model AND here.likes IS NOT NULL)
    GROUP BY listed.snapshot, listed.rank
)
SELECT date, origin, rank, repo_id, publisher AS organisation, coalesce(listed.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name, likes, downloads, coalesce(pipeline_tag, '') AS pipeline_tag,
       ahead, coalesce(absent, 0) AS absent, known, models
FROM listed LEFT JOIN missing USING (snapshot, rank) LEFT JOIN countries ON countries.country = listed.country
ORDER BY date, origin, rank
