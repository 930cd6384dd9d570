WITH totals AS (
    SELECT date, sum(downloads) AS total, CAST(sum(models) AS BIGINT) AS rows, sum(downloads_known) / sum(models) AS known
    FROM asked() GROUP BY date
),
of_tracked AS (SELECT date, count(*) AS models, sum(downloads) AS downloads FROM chosen('tracked') GROUP BY date),
-- No tracked model is none of the downloads; tracked models of unknown downloads are not known.
compared AS (
    SELECT totals.*, coalesce(models, 0) AS models, if(models IS NULL, 0, downloads) AS tracked FROM totals LEFT JOIN of_tracked USING (date)
)
SELECT date, CAST(tracked AS BIGINT) AS tracked, CAST(total AS BIGINT) AS total, tracked / total AS share, models, rows, known
FROM compared ORDER BY date
