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
--   first_deciding: {unit: count, text: "models that decide the lead at that date"}
--   last_date: {unit: date, text: "last snapshot of the series"}
--   last_challenger: {unit: share, text: "challenger's share at the last date"}
--   last_incumbent: {unit: share, text: "incumbent's share at the last date"}
--   last_deciding: {unit: count, text: "models that decide the lead at the last date"}
--   dates_ahead: {unit: count, text: "snapshots with the challenger ahead"}
--   dates: {unit: count, text: "snapshots compared"}
-- tie_break: equal downloads are not a lead
WITH readings AS (
    SELECT 1 AS place, 'organisations' AS reading,
           'Tracked models of organisations that every snapshot observed' AS words, 0 AS left_out, * FROM compared('tracked', 'organisations')
    UNION ALL BY NAME
    SELECT 2 AS place, 'rows' AS reading, 'Tracked models, every row' AS words, 0 AS left_out, * FROM compared('tracked', 'rows')
    UNION ALL BY NAME
    SELECT 3 AS place, 'models' AS reading, 'The same tracked models in every snapshot, no new releases' AS words, 0 AS left_out, * FROM compared('tracked', 'models')
    UNION ALL BY NAME
    SELECT 4 AS place, 'largest-out' AS reading,
           'As the first reading, each country''s largest model left out' AS words, 1 AS left_out, * FROM compared('tracked', 'organisations')
    UNION ALL BY NAME
    SELECT 5 AS place, 'everything' AS reading, 'Every row of the archive' AS words, 0 AS left_out, * FROM compared('all', 'rows')
),
-- Each model with its place among its country's on that date, the largest first.
placed AS (
    SELECT *, row_number() OVER (PARTITION BY reading, date, country ORDER BY downloads DESC NULLS LAST, id) AS size_place
    FROM readings
),
kept AS (
    SELECT * FROM placed
    WHERE size_place > left_out OR country IS NULL
       OR country NOT IN (getvariable('challenger'), getvariable('incumbent'))
),
totals AS (
    SELECT place, reading, words, date, count(*) AS models, count(DISTINCT handle) AS organisations,
           coalesce(sum(downloads) FILTER (country = getvariable('challenger')), 0) AS challenger,
           coalesce(sum(downloads) FILTER (country = getvariable('incumbent')), 0) AS incumbent,
           sum(downloads) AS total
    FROM kept GROUP BY ALL
),
-- How many of the leader's largest models must go before the lead is gone.
running AS (
    SELECT kept.reading, kept.date, size_place - left_out AS taken,
           greatest(challenger, incumbent) - sum(downloads) OVER (
               PARTITION BY kept.reading, kept.date ORDER BY size_place) AS left_to_leader,
           least(challenger, incumbent) AS other
    FROM kept JOIN totals USING (reading, date)
    WHERE country = if(challenger > incumbent, getvariable('challenger'), getvariable('incumbent'))
      AND downloads IS NOT NULL
),
deciding AS (
    SELECT reading, date, min(taken) AS models FROM running WHERE left_to_leader <= other GROUP BY ALL
),
dated AS (
    SELECT totals.*, deciding.models AS deciding FROM totals LEFT JOIN deciding USING (reading, date)
)
SELECT place, reading, words,
       arg_max(models, date) AS models,
       arg_max(organisations, date) AS organisations,
       min(date) FILTER (challenger > incumbent) AS first_date,
       arg_min(challenger / total, date) FILTER (challenger > incumbent) AS first_challenger,
       arg_min(incumbent / total, date) FILTER (challenger > incumbent) AS first_incumbent,
       arg_min(deciding, date) FILTER (challenger > incumbent) AS first_deciding,
       max(date) AS last_date,
       arg_max(challenger / total, date) AS last_challenger,
       arg_max(incumbent / total, date) AS last_incumbent,
       arg_max(deciding, date) AS last_deciding,
       count(*) FILTER (challenger > incumbent) AS dates_ahead,
       count(*) AS dates
FROM dated
GROUP BY place, reading, words
ORDER BY place
