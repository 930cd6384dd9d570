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
