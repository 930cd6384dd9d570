WITH readings(place, reading, words, left_out) AS (
    VALUES (1, 'organisations', 'Tracked models of organisations that every snapshot observed', 0),
           (2, 'rows', 'Tracked models, every row', 0),
           (3, 'models', 'The same tracked models in every snapshot, no new releases', 0),
           (4, 'largest-out', 'As the first reading, each country''s largest model left out', 1),
           (5, 'everything', 'Every row of the archive', 0)
),
models AS (
    SELECT unnest([1, 4]) AS place, date, id, publisher, country, downloads, 1 AS models FROM compared('tracked', 'organisations')
    UNION ALL
    SELECT 2, date, id, publisher, country, downloads, 1 FROM compared('tracked', 'rows')
    UNION ALL
    SELECT 3, date, id, publisher, country, downloads, 1 FROM compared('tracked', 'models')
    UNION ALL
    -- Of every row only those of a country are looked at one by one; the others are counted already.
    SELECT 5, date, id, publisher, country, downloads, 1 FROM counted('listed') WHERE country IS NOT NULL
    UNION ALL
    SELECT 5, date, NULL, NULL, NULL, CAST(downloads_without_country AS BIGINT), models - models_with_country FROM asked()
),
-- How many publishers without a country stand at each date.
others AS (
    SELECT 5 AS place, date, CAST(sum(without_country) AS BIGINT) AS organisations
    FROM (SELECT DISTINCT presence, without_country, date
          FROM (SELECT presence, without_country, unnest(snapshots) AS snapshot FROM presences) JOIN asked() USING (snapshot))
    GROUP BY date
),
left_out AS (
    SELECT place, date, first(id ORDER BY downloads DESC, id) AS id
    FROM models JOIN readings USING (place)
    WHERE left_out = 1 AND country IN (getvariable('challenger'), getvariable('incumbent')) AND downloads IS NOT NULL
    GROUP BY place, date, country
),
kept AS (FROM models ANTI JOIN left_out USING (place, date, id)),
totals AS (
    SELECT place, date, CAST(sum(models) AS BIGINT) AS models,
           count(DISTINCT publisher) + coalesce(any_value(others.organisations), 0) AS organisations,
           coalesce(sum(downloads) FILTER (country = getvariable('challenger')), 0) AS challenger,
           coalesce(sum(downloads) FILTER (country = getvariable('incumbent')), 0) AS incumbent,
           sum(downloads) AS total
    FROM kept LEFT JOIN others USING (place, date) GROUP BY place, date
),
-- The first date with the challenger ahead, and the last of all.
told AS (
    SELECT * FROM totals
    QUALIFY date = max(date) OVER (PARTITION BY place)
         OR date = min(date) FILTER (challenger > incumbent) OVER (PARTITION BY place)
),
-- How many of the leader's largest models must go before the lead is gone; of equal downloads there is none.
running AS (
    SELECT place, date, row_number() OVER largest_first AS taken,
           greatest(challenger, incumbent) - sum(downloads) OVER largest_first AS left_to_leader,
           least(challenger, incumbent) AS other
    FROM kept JOIN told USING (place, date)
    WHERE country = if(challenger > incumbent, getvariable('challenger'), getvariable('incumbent'))
      AND downloads IS NOT NULL AND challenger <> incumbent
    WINDOW largest_first AS (PARTITION BY place, date ORDER BY downloads DESC, id ROWS UNBOUNDED PRECEDING)
),
deciding AS (
    SELECT place, date, min(taken) AS models FROM running WHERE left_to_leader <= other GROUP BY place, date
),
dated AS (
    SELECT reading, words, totals.*, deciding.models AS deciding, date = max(date) OVER (PARTITION BY place) AS last
    FROM totals JOIN readings USING (place) LEFT JOIN deciding USING (place, date)
)
-- Of the last date what is not known is null: no earlier date's value stands in for it.
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
