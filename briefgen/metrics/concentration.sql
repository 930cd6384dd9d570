-- title: Concentration of downloads within a population
-- question: How much of a population's 30-day downloads goes to its largest models?
-- population: Named by the parameters population and compare; never the whole Hub, since every archive is cut.
-- window: Each snapshot counts the 30 days before its date.
-- caveats:
--   - Archives leave models out; these figures say nothing of the whole Hub.
--   - Downloads are requests for files, not people; automation favours a few models.
--   - A change leaves out every model that stands in both snapshots and whose downloads are not known in one of them, and is given only where the rest carries at least half of the known compared downloads at both dates.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: all}
--   compare: {text: "what is compared over time", values: [organisations, models, rows], default: organisations}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   models: {unit: count, text: "models with known downloads"}
--   top_1: {unit: share, text: "share of the largest model"}
--   top_10: {unit: share, text: "share of the ten largest"}
--   top_25: {unit: share, text: "share of the twenty-five largest"}
--   top_100: {unit: share, text: "share of the hundred largest"}
--   half: {unit: count, text: "least number of models that hold half of the downloads"}
--   half_change: {unit: count, text: "change of that number since the snapshot before, counted at both dates over the models that the change rests on"}
--   change_models: {unit: count, text: "models with known downloads at this date that the change rests on"}
--   days: {unit: count, text: "days since the snapshot before"}
--   known: {unit: share, text: "share of the compared rows whose downloads are known"}
--   largest: {unit: name, text: "the largest model"}
--   hhi: {unit: index, text: "Herfindahl-Hirschman index over publishers, 0 to 1"}
--   downloads: {unit: downloads, text: "downloads of the population"}
-- tie_break: equal downloads rank by id
WITH rows_compared AS (
    SELECT date, model, repo_id, handle, downloads FROM compared(getvariable('population'), getvariable('compare'))
),
rows_comparable AS (FROM comparable('rows_compared')),
-- Every model with known downloads, and under `later` those that a change rests on, at each of its two dates.
counted AS (
    SELECT NULL AS later, date, model, repo_id, handle, downloads FROM rows_compared WHERE downloads IS NOT NULL
    UNION ALL
    SELECT later, date, model, repo_id, handle, downloads FROM rows_comparable
),
ranked AS (
    SELECT *, row_number() OVER largest_first AS place, sum(downloads) OVER largest_first AS running,
           sum(downloads) OVER (PARTITION BY later, date) AS total
    FROM counted
    WINDOW largest_first AS (PARTITION BY later, date ORDER BY downloads DESC, model ROWS UNBOUNDED PRECEDING)
),
halves AS (SELECT later, date, min(place) FILTER (running * 2 >= total) AS half FROM ranked GROUP BY later, date),
changes AS (
    SELECT later AS date, max(half) FILTER (date = later) - max(half) FILTER (date < later) AS half_change
    FROM halves WHERE later IS NOT NULL GROUP BY later
),
models AS (SELECT * FROM ranked WHERE later IS NULL),
by_handle AS (SELECT date, handle, CAST(sum(downloads) AS HUGEINT) AS downloads FROM models GROUP BY date, handle),
-- Whole numbers squared and added as such, and divided at last: the same bytes on any machine.
squares AS (
    SELECT date, CAST(sum(downloads * downloads) AS DOUBLE) / CAST(sum(downloads) * sum(downloads) AS DOUBLE) AS hhi
    FROM by_handle GROUP BY date
),
known AS (SELECT date, count(downloads) / count(*) AS known FROM rows_compared GROUP BY date),
dated AS (
    SELECT date, count(*) AS models,
           max(running) FILTER (place <= 1) / max(total) AS top_1,
           max(running) FILTER (place <= 10) / max(total) AS top_10,
           max(running) FILTER (place <= 25) / max(total) AS top_25,
           max(running) FILTER (place <= 100) / max(total) AS top_100,
           min(place) FILTER (running * 2 >= total) AS half,
           arg_min(repo_id, place) AS largest, CAST(max(total) AS BIGINT) AS downloads
    FROM models GROUP BY date
)
SELECT date, models, top_1, top_10, top_25, top_100, half, CASE WHEN enough THEN half_change END AS half_change,
       change_models, days, known, largest, hhi, downloads
FROM dated JOIN squares USING (date) JOIN known USING (date)
JOIN comparison('rows_compared', 'rows_comparable') USING (date) LEFT JOIN changes USING (date)
ORDER BY date
