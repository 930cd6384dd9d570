-- title: Who leads in downloads, by how much, and how many models decide it
-- question: Which country's organisations have the most 30-day downloads at each date, and how robust is that lead?
-- population: Named by the parameters population and compare.
-- window: Each snapshot counts the 30 days before its date.
-- caveats:
--   - Downloads are requests for files, not people; automation counts.
--   - One model can decide a lead; the number of deciding models says how many.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: tracked}
--   compare: {text: "what is compared over time", values: [organisations, models, rows], default: organisations}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   leader: {unit: name, text: "ISO 3166 code of the country with the most downloads"}
--   leader_name: {unit: name, text: "leading country"}
--   leader_share: {unit: share, text: "its share of the compared downloads"}
--   second: {unit: name, text: "ISO 3166 code of the next country"}
--   second_name: {unit: name, text: "next country"}
--   second_share: {unit: share, text: "its share of the compared downloads; 0 where there is no next"}
--   lead: {unit: points, text: "difference of the two shares"}
--   deciding: {unit: count, text: "least number of the leader's largest models without which it would not lead"}
--   largest: {unit: name, text: "the leader's largest model"}
--   largest_downloads: {unit: downloads, text: "its 30-day downloads"}
-- tie_break: equal downloads lead by country code; equal models by id
WITH rows_compared AS (
    SELECT date, model, repo_id, country, downloads FROM compared(getvariable('population'), getvariable('compare'))
),
by_country AS (
    SELECT date, country, coalesce(sum(downloads), 0) AS downloads
    FROM rows_compared WHERE country IS NOT NULL GROUP BY date, country
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY date ORDER BY downloads DESC, country) AS place FROM by_country
),
totals AS (SELECT date, sum(downloads) AS total FROM rows_compared GROUP BY date),
pairs AS (
    SELECT first.date, first.country AS leader, first.downloads AS leader_downloads, second.country AS second,
           coalesce(second.downloads, 0) AS second_downloads
    FROM placed AS first LEFT JOIN placed AS second ON second.date = first.date AND second.place = 2
    WHERE first.place = 1
),
-- The leader's models taken away one by one, the largest first.
running AS (
    SELECT date, repo_id, downloads, leader_downloads, second_downloads, row_number() OVER largest_first AS taken,
           leader_downloads - sum(downloads) OVER largest_first AS left_to_leader
    FROM rows_compared JOIN pairs USING (date) WHERE country = leader AND downloads IS NOT NULL
    WINDOW largest_first AS (PARTITION BY date ORDER BY downloads DESC, model ROWS UNBOUNDED PRECEDING)
),
deciding AS (
    SELECT date, min(taken) FILTER (left_to_leader <= second_downloads) AS deciding,
           arg_min(repo_id, taken) AS largest, max(downloads) AS largest_downloads
    FROM running GROUP BY date
)
SELECT date, leader, coalesce(ahead.name, leader) AS leader_name, leader_downloads / total AS leader_share,
       second, coalesce(behind.name, second) AS second_name, second_downloads / total AS second_share,
       (leader_downloads - second_downloads) / total AS lead, deciding, largest, largest_downloads
FROM pairs JOIN totals USING (date) LEFT JOIN deciding USING (date)
LEFT JOIN countries AS ahead ON ahead.country = leader
LEFT JOIN countries AS behind ON behind.country = second
ORDER BY date
