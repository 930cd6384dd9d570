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
WITH placed AS (
    SELECT date, repo_id,
           row_number() OVER (PARTITION BY date ORDER BY downloads DESC, model) <= getvariable('top')
           AND row_number() OVER (PARTITION BY date ORDER BY likes DESC, model) <= getvariable('top') AS in_both
    FROM observed(getvariable('population')) WHERE downloads IS NOT NULL AND likes IS NOT NULL
)
SELECT date, getvariable('top') AS top, count(*) FILTER (in_both) AS both,
       coalesce(string_agg(repo_id, ', ' ORDER BY repo_id) FILTER (in_both), '') AS names, count(*) AS models
FROM placed GROUP BY date ORDER BY date
