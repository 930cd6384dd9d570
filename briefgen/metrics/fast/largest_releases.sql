WITH newest AS (
    FROM chosen('listed') WHERE country IS NOT NULL AND snapshot = (SELECT max(snapshot) FROM asked())
),
sized AS (
    SELECT date_trunc('month', created)::DATE AS month, * FROM newest WHERE parameters IS NOT NULL AND NOT copy
      AND created >= first_day(getvariable('since'), date) AND date_trunc('month', created) < date_trunc('month', date)
),
of_country AS (
    SELECT * FROM sized
    QUALIFY row_number() OVER (PARTITION BY month, country ORDER BY parameters DESC, id) = 1
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY month ORDER BY parameters DESC, id) AS place FROM of_country
),
resized AS (
    SELECT DISTINCT sized.id FROM placed AS sized JOIN counted('all') AS other USING (id)
    JOIN snapshots AS its_own ON its_own.snapshot = sized.snapshot
    JOIN snapshots AS there ON there.snapshot = other.snapshot AND there.origin = its_own.origin
    WHERE place = 1
      AND greatest(other.parameters, sized.parameters) > 1.2 * least(other.parameters, sized.parameters)
)
SELECT first.month, first.repo_id, first.organisation, first.country, coalesce(one.name, first.country) AS name,
       first.parameters, coalesce(second.repo_id, '') AS second,
       coalesce(other.name, second.country, '') AS second_name, second.parameters AS second_parameters,
       count(second.parameters) OVER (PARTITION BY first.country ORDER BY first.month) AS led,
       count(second.parameters) OVER (ORDER BY first.month) AS months,
       CAST(resized.id IS NOT NULL AS BIGINT) AS resized,
       (SELECT count(created) / count(*) FROM newest) AS dated
FROM placed AS first LEFT JOIN placed AS second ON second.month = first.month AND second.place = 2
LEFT JOIN resized ON resized.id = first.id
LEFT JOIN countries AS one ON one.country = first.country
LEFT JOIN countries AS other ON other.country = second.country
WHERE first.place = 1
ORDER BY first.month
