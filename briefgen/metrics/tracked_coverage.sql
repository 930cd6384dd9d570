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
-- tie_break: none needed
SELECT date, CAST(coalesce(sum(downloads) FILTER (tracked), 0) AS BIGINT) AS tracked,
       CAST(sum(downloads) AS BIGINT) AS total,
       coalesce(sum(downloads) FILTER (tracked), 0) / sum(downloads) AS share,
       count(*) FILTER (tracked) AS models, count(*) AS rows
FROM chosen('all') GROUP BY date ORDER BY date
