WITH totals AS (SELECT date, sum(downloads) AS total FROM counted('all') GROUP BY date),
-- Models that could have one: the others are not looked at.
candidates AS (SELECT DISTINCT id FROM counted('all') WHERE downloads >= getvariable('least')),
models AS (
    SELECT date, id, name, downloads,
           median(downloads) OVER (PARTITION BY id) AS median, count(*) OVER (PARTITION BY id) AS dates,
           lead(downloads) OVER (PARTITION BY id ORDER BY date) AS after,
           min(downloads) OVER (
               PARTITION BY id ORDER BY date ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS least_after
    FROM candidates JOIN counted('all') USING (id) WHERE downloads IS NOT NULL
)
SELECT date, repo_id, downloads, median, downloads / median AS ratio, after, downloads / total AS share, dates,
       count(*) OVER () AS of
FROM models JOIN names ON names.name = models.name JOIN totals USING (date)
WHERE dates >= 3 AND median > 0 AND downloads >= getvariable('factor') * median AND downloads >= getvariable('least')
  AND least_after < getvariable('factor') * median
ORDER BY ratio DESC, date, models.id
