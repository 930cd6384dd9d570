-- title: When one country's share first exceeds another's, under each reading
-- question: On which snapshot does the challenger first have more downloads than the incumbent, and how many models decide it?
-- population: Five readings, each named in its row; no reading is the right one.
-- window: Each snapshot counts the 30 days before its date; the date is the first snapshot, not the day it happened.
-- caveats:
--   - Downloads are requests for files, not people; automation counts.
--   - The list of tracked models was drawn up later than the period (hindsight).
--   - A fixed set of models leaves out every new release.
--   - The models that decide are the least number of the leader's largest models without which it would not lead.
-- parameters:
--   challenger: {text: "ISO 3166 code", default: CN}
--   incumbent: {text: "ISO 3166 code", default: US}
-- columns:
--   place: {unit: count, text: "order of the readings"}
--   reading: {unit: name, text: "which population is compared, and how", key: true}
--   words: {unit: name, text: "the reading in words"}
--   models: {unit: count, text: "models compared at the last date"}
--   organisations: {unit: count, text: "organisations compared at the last date"}
--   first_date: {unit: date, text: "first snapshot with the challenger ahead; null for never"}
--   first_challenger: {unit: share, text: "challenger's share at that date"}
--   first_incumbent: {unit: share, text: "incumbent's share at that date"}
--   first_deciding: {unit: count, text: "models that decide the lead at that date; null for never"}
--   last_date: {unit: date, text: "last snapshot in which the reading has a model"}
--   last_challenger: {unit: share, text: "challenger's share at the last date"}
--   last_incumbent: {unit: share, text: "incumbent's share at the last date"}
--   last_deciding: {unit: count, text: "models that decide the lead at the last date; null where the two are equal"}
--   dates_ahead: {unit: count, text: "snapshots with the challenger ahead"}
--   dates: {unit: count, text: "snapshots in which the reading has a model"}
-- over_time: true
-- tie_break: equal downloads are not a lead
WITH readings(place, reading, words, left_out) AS (
    VALUES (1, 'organisations', 'Tracked models of organisations that every snapshot observed', 0),
           (2, 'rows', 'Tracked models, every row', 0),
           (3, 'models', 'The same tracked models in every snapshot, no new releases', 0),
           (4, 'largest-out', 'As the first reading, each country''s largest model left out', 1),
           (5, 'everything', 'Every row of the archive', 0)
),
models AS (
    SELECT unnest([1, 4]) AS place, date, model, handle, country, downloads FROM compared('tracked', 'organisations')
    UNION ALL
    SELECT 2, date, model, handle, country, downloads FROM observed('tracked')
    UNION ALL
    SELECT 3, date, model, handle, country, downloads FROM compared('tracked', 'models')
    UNION ALL
    SELECT 5, date, model, handle, country, downloads FROM observed('all')
),
left_out AS (
    SELECT place, date, first(model ORDER BY downloads DESC, model) AS model
    FROM models JOIN readings USING (place)
    WHERE left_out = 1 AND country IN (getvariable('challenger'), getvariable('incumbent')) AND downloads IS NOT NULL
    GROUP BY place, date, country
),
counted AS (SELECT * FROM models ANTI JOIN left_out USING (place, date, model)),
totals AS (
    SELECT place, date, count(*) AS models, count(DISTINCT handle) AS organisations,
           coalesce(sum(downloads) FILTER (country = getvariable('challenger')), 0) AS challenger,
           coalesce(sum(downloads) FILTER (country = getvariable('incumbent')), 0) AS incumbent,
           sum(downloads) AS total
    FROM counted GROUP BY place, date
),
-- The leader's models taken away one by one, the largest first, until it no longer leads.
running AS (
    SELECT place, date, row_number() OVER largest_first AS taken,
           greatest(challenger, incumbent) - sum(downloads) OVER largest_first AS left_to_leader,
           least(challenger, incumbent) AS other
    FROM counted JOIN totals USING (place, date)
    WHERE country = if(challenger > incumbent, getvariable('challenger'), getvariable('incumbent'))
      AND downloads IS NOT NULL AND challenger <> incumbent
    WINDOW largest_first AS (PARTITION BY place, date ORDER BY downloads DESC, model ROWS UNBOUNDED PRECEDING)
),
deciding AS (
    SELECT place, date, min(taken) AS models FROM running WHERE left_to_leader <= other GROUP BY place, date
),
dated AS (
    SELECT reading, words, totals.*, deciding.models AS deciding, date = max(date) OVER (PARTITION BY place) AS last
    FROM totals JOIN readings USING (place) LEFT JOIN deciding USING (place, date)
)
SELECT place, reading, words,
       max(models) FILTER (last) AS models,
       max(organisations) FILTER (last) AS organisations,
       min(date) FILTER (challenger > incumbent) AS first_date,
       arg_min(challenger / total, date) FILTER (challenger > incumbent) AS first_challenger,
       arg_min(incumbent / total, date) FILTER (challenger > incumbent) AS first_incumbent,
       arg_min(deciding, date) FILTER (challenger > incumbent) AS first_deciding,
       max(date) AS last_date,
       max(challenger / total) FILTER (last) AS last_challenger,
       max(incumbent / total) FILTER (last) AS last_incumbent,
       max(deciding) FILTER (last) AS last_deciding,
       count(*) FILTER (challenger > incumbent) AS dates_ahead,
       count(*) AS dates
FROM dated
GROUP BY place, reading, words
ORDER BY place
