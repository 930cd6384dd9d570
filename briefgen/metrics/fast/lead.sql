WITH rows_compared AS (
    SELECT date, id, name, country, downloads FROM compared(getvariable('population'), getvariable('compare'))
),
by_country AS (
    SELECT date, country, coalesce(sum(downloads), 0) AS downloads
    FROM rows_compared WHERE country IS NOT NULL GROUP BY ALL
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY date ORDER BY downloads DESC, country) AS place FROM by_country
),
totals AS (
    SELECT date, sum(downloads) AS total FROM rows_compared GROUP BY date
),
pairs AS (
    SELECT first.date, first.country AS leader, first.downloads AS leader_downloads, second.country AS second,
           coalesce(second.downloads, 0) AS second_downloads
    FROM placed AS first LEFT JOIN placed AS second ON second.date = first.date AND second.place = 2
    WHERE first.place = 1
),
running AS (
    SELECT date, name, downloads, leader_downloads, second_downloads,
           row_number() OVER largest_first AS taken,
           leader_downloads - sum(downloads) OVER largest_first AS left_to_leader
    FROM rows_compared AS models JOIN pairs USING (date)
    WHERE models.country = leader AND downloads IS NOT NULL
    WINDOW largest_first AS (PARTITION BY date ORDER BY downloads DESC, id)
),
deciding AS (
    SELECT date, min(taken) FILTER (left_to_leader <= second_downloads) AS deciding,
           arg_min(name, taken) AS largest, max(downloads) AS largest_downloads
    FROM running GROUP BY date
)
SELECT date, leader, coalesce(ahead.name, leader) AS leader_name, leader_downloads / total AS leader_share,
       second, coalesce(behind.name, second) AS second_name, second_downloads / total AS second_share,
       (leader_downloads - second_downloads) / total AS lead, deciding, repo_id AS largest, largest_downloads
FROM pairs JOIN totals USING (date) LEFT JOIN deciding USING (date) LEFT JOIN names ON names.name = deciding.largest
LEFT JOIN countries AS ahead ON ahead.country = leader
LEFT JOIN countries AS behind ON behind.country = second
ORDER BY date
