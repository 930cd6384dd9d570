-- title: Most-liked models
-- question: Which models have the most likes in a snapshot?
-- population: Named by the parameter population. A ranking is given only where likes are known for models with 80 % of the population's known downloads.
-- window: Likes add up since a model's first day; they carry no date.
-- caveats:
--   - Likes are attention, not use.
--   - A model that the snapshot does not hold cannot be ranked; most-liked of the whole Hub needs a population that holds every kind of model.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: all}
--   top: {text: "how many places", default: 10}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   rank: {unit: count, text: "place by likes", key: true}
--   repo_id: {unit: name, text: "model"}
--   organisation: {unit: name, text: "publishing organisation"}
--   country: {unit: name, text: "ISO 3166 code of the publisher, empty for unassigned"}
--   name: {unit: name, text: "publisher's country"}
--   likes: {unit: likes, text: "likes since the first day"}
--   downloads: {unit: downloads, text: "30-day downloads"}
--   pipeline_tag: {unit: name, text: "declared task"}
--   ahead: {unit: likes, text: "likes ahead of the next model"}
--   known: {unit: share, text: "share of known downloads on models whose likes are known"}
--   models: {unit: count, text: "models of the population whose likes are known"}
-- tie_break: equal likes rank by id
WITH population AS (SELECT * FROM chosen(getvariable('population'))),
known AS (
    SELECT date, sum(downloads) FILTER (likes IS NOT NULL) / sum(downloads) AS known, count(likes) AS models
    FROM population GROUP BY date
),
ranked AS (
    SELECT *, row_number() OVER by_likes AS rank, likes - lead(likes) OVER by_likes AS ahead
    FROM population WHERE likes IS NOT NULL
    WINDOW by_likes AS (PARTITION BY date ORDER BY likes DESC, id)
)
SELECT date, rank, repo_id, coalesce(organisation, split_part(repo_id, '/', 1)) AS organisation,
       coalesce(ranked.country, '') AS country, coalesce(countries.name, 'Unassigned') AS name,
       likes, downloads, coalesce(pipeline_tag, '') AS pipeline_tag, ahead, known, models
FROM ranked JOIN known USING (date) LEFT JOIN countries USING (country)
WHERE rank <= getvariable('top') AND known >= 0.8
ORDER BY date, rank
