-- title: Transient spikes of downloads
-- question: Which models had, at one date, at least ten times the median of their own downloads over the series, and later no more?
-- population: Every row of the chosen snapshots, for models with known downloads at three dates or more.
-- window: Each snapshot counts the 30 days before its date.
-- caveats:
--   - A spike is a fact about requests; its cause (a test loop, a mirror, a launch) is not known.
--   - A spike is transient only where a later snapshot knows the model below that measure; others may be growth and are left out.
-- parameters:
--   factor: {text: "how many times the median", default: 10}
--   least: {text: "least downloads at the spike", default: 1000000}
-- columns:
--   date: {unit: date, text: "date of the spike", key: true}
--   repo_id: {unit: name, text: "model", key: true}
--   downloads: {unit: downloads, text: "30-day downloads at that date"}
--   median: {unit: downloads, text: "median of the model's own downloads over the series"}
--   ratio: {unit: ratio, text: "downloads divided by the median"}
--   after: {unit: downloads, text: "downloads at the next date that knows them"}
--   share: {unit: share, text: "share of all downloads of that date"}
--   dates: {unit: count, text: "dates at which the model's downloads are known"}
--   of: {unit: count, text: "how many transient spikes there are in all"}
-- tie_break: equal ratios by date and id
WITH totals AS (SELECT date, sum(downloads) AS total FROM observed('all') GROUP BY date),
series AS (
    SELECT date, model, repo_id, downloads,
           median(downloads) OVER (PARTITION BY model) AS median, count(*) OVER (PARTITION BY model) AS dates,
           lead(downloads) OVER (PARTITION BY model ORDER BY date) AS after,
           min(downloads) OVER (
               PARTITION BY model ORDER BY date ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS least_after
    FROM observed('all')
    WHERE downloads IS NOT NULL AND model IN (SELECT model FROM observed('all') WHERE downloads >= getvariable('least'))
)
SELECT date, repo_id, downloads, median, downloads / median AS ratio, after, downloads / total AS share, dates,
       count(*) OVER () AS of
FROM series JOIN totals USING (date)
WHERE dates >= 3 AND median > 0 AND downloads >= getvariable('factor') * median AND downloads >= getvariable('least')
  AND least_after < getvariable('factor') * median
ORDER BY ratio DESC, date, model
