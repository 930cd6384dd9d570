-- title: What the tracked models cover
-- question: What part of all downloads of a snapshot goes to tracked models?
-- population: Every row of the snapshot, against the rows on the ATOM Project's list of tracked models.
-- window: Each snapshot counts the 30 days before its date.
-- caveats:
--   - The list was drawn up in August 2026 and names language models only (hindsight).
--   - All downloads means all rows of the archive, which is itself a cut of the Hub.
-- parameters: {}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   tracked: {unit: downloads, text: "downloads of tracked models"}
--   total: {unit: downloads, text: "downloads of every row"}
--   share: {unit: share, text: "the first as a share of the second"}
--   models: {unit: count, text: "tracked models in the snapshot"}
--   rows: {unit: count, text: "models in the snapshot"}
--   known: {unit: share, text: "share of the snapshot's models whose downloads are known"}
-- tie_break: none needed
WITH totals AS (
    SELECT date, if(count(*) FILTER (tracked) = 0, 0, sum(downloads) FILTER (tracked)) AS of_tracked, sum(downloads) AS total,
           count(*) FILTER (tracked) AS models, count(*) AS rows, count(downloads) / count(*) AS known
    FROM observed('all') GROUP BY date
)
SELECT date, CAST(of_tracked AS BIGINT) AS tracked, CAST(total AS BIGINT) AS total, of_tracked / total AS share,
       models, rows, known
FROM totals ORDER BY date
