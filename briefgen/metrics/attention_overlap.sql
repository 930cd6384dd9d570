-- title: Overlap of the most downloaded and the most liked
-- question: How many models stand both among the top by 30-day downloads and among the top by likes?
-- population: Named by the parameter population.
-- window: Downloads of 30 days against likes since the first day.
-- caveats:
--   - Downloads are requests for files, not people; likes are attention.
--   - The two tops are of this population only, not of the whole Hub.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: all}
--   top: {text: "length of each list", default: 25}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   top: {unit: count, text: "length of each list"}
--   both: {unit: count, text: "models in both lists"}
--   names: {unit: name, text: "those models"}
--   models: {unit: count, text: "models with both figures known"}
-- tie_break: equal figures rank by id
WITH known AS NOT MATERIALIZED (
    SELECT date, snapshot, id, name, downloads, likes FROM counted(getvariable('population')) WHERE downloads IS NOT NULL AND likes IS NOT NULL
),
-- The likes and the downloads that a model needs to have a place.
liked AS (
    SELECT date, max(likes) FILTER (place >= getvariable('top')) AS least_likes
    FROM (SELECT date, likes, sum(count(*)) OVER (PARTITION BY date ORDER BY likes DESC ROWS UNBOUNDED PRECEDING) AS place
          FROM known GROUP BY date, likes)
    GROUP BY date
),
fetched AS (
    SELECT date, max(downloads) FILTER (place >= getvariable('top')) AS least_downloads
    FROM (SELECT date, downloads, sum(count(*)) OVER (PARTITION BY date ORDER BY downloads DESC ROWS UNBOUNDED PRECEDING) AS place
          FROM known GROUP BY date, downloads)
    GROUP BY date
),
likes_placed AS (
    SELECT date, snapshot, id, name, row_number() OVER (PARTITION BY date ORDER BY likes DESC, id) AS by_likes
    FROM known JOIN liked USING (date) WHERE likes >= coalesce(least_likes, 0)
),
downloads_placed AS (
    SELECT date, snapshot, id, row_number() OVER (PARTITION BY date ORDER BY downloads DESC, id) AS by_downloads
    FROM known JOIN fetched USING (date) WHERE downloads >= coalesce(least_downloads, 0)
),
placed AS (
    SELECT date, name FROM likes_placed JOIN downloads_placed USING (date, snapshot, id)
    WHERE greatest(by_downloads, by_likes) <= getvariable('top')
),
dates AS (SELECT date, count(*) AS models FROM known GROUP BY date)
SELECT date, getvariable('top') AS top, count(repo_id) AS both,
       coalesce(string_agg(repo_id, ', ' ORDER BY repo_id), '') AS names, any_value(models) AS models
FROM dates LEFT JOIN placed USING (date) LEFT JOIN names ON names.name = placed.name GROUP BY date ORDER BY date
