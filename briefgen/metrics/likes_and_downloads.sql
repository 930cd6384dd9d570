-- title: Likes against downloads
-- question: How many likes and how many 30-day downloads have the most-liked and the most-downloaded models of a snapshot?
-- population: Named by the parameter population; models whose likes and downloads are both known, and only where likes are known for models with 80 % of the known downloads.
-- window: Downloads of 30 days against likes since a model's first day.
-- caveats:
--   - Downloads are requests for files, not people; likes are attention, not use.
--   - The rows are those of the two tops, not a sample of all models; nothing can be said from them about how the two go together.
--   - A model that the snapshot does not hold has no row, however liked or downloaded.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: all}
--   top: {text: "how many places of each list", default: 100}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   origin: {unit: name, text: "archive", key: true}
--   repo_id: {unit: name, text: "model", key: true}
--   organisation: {unit: name, text: "publishing organisation, or the handle where it is not listed"}
--   country: {unit: name, text: "ISO 3166 code of the publisher, empty for unassigned"}
--   name: {unit: name, text: "publisher's country"}
--   likes: {unit: likes, text: "likes since the first day"}
--   downloads: {unit: downloads, text: "30-day downloads"}
--   by_likes: {unit: count, text: "place by likes"}
--   by_downloads: {unit: count, text: "place by downloads"}
--   known: {unit: share, text: "share of known downloads on models whose likes are known"}
--   models: {unit: count, text: "models with both figures known"}
-- tie_break: equal figures rank by id
WITH population AS (
    SELECT snapshot, date, origin, model, repo_id, publisher, country, likes, downloads FROM observed(getvariable('population'))
),
known AS (
    SELECT snapshot, sum(downloads) FILTER (likes IS NOT NULL) / sum(downloads) AS known,
           count(*) FILTER (likes IS NOT NULL AND downloads IS NOT NULL) AS models
    FROM population GROUP BY snapshot
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY snapshot ORDER BY likes DESC, model) AS by_likes,
           row_number() OVER (PARTITION BY snapshot ORDER BY downloads DESC, model) AS by_downloads
    FROM population WHERE likes IS NOT NULL AND downloads IS NOT NULL
)
SELECT date, origin, repo_id, publisher AS organisation, coalesce(placed.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name, likes, downloads, by_likes, by_downloads, known, models
FROM placed JOIN known USING (snapshot) LEFT JOIN countries ON countries.country = placed.country
WHERE known >= 0.8 AND least(by_likes, by_downloads) <= getvariable('top')
ORDER BY date, origin, by_likes
