WITH created AS (
    SELECT date_trunc('month', created)::DATE AS month, * FROM chosen('listed')
    WHERE country IS NOT NULL
      AND created >= first_day(getvariable('since'), date) AND date_trunc('month', created) < date_trunc('month', date)
),
-- Every month of the window that the Hub can date, for every country that has a release in one of them.
span AS (
    SELECT greatest(date_trunc('month', first_day(getvariable('since'), max(date)))::DATE, DATE '2022-03-01') AS first,
           (date_trunc('month', max(date)) - INTERVAL 1 MONTH)::DATE AS last
    FROM chosen('listed')
),
unfolded AS (SELECT unnest(generate_series(first, last, INTERVAL 1 MONTH)) AS month FROM span WHERE first <= last),
months AS (SELECT month::DATE AS month FROM unfolded),
cells AS (SELECT month, country FROM months CROSS JOIN (SELECT DISTINCT country FROM created)),
by_country AS (
    SELECT month, country, count(id) FILTER (NOT copy) AS releases, count(id) FILTER (copy) AS copies,
           count(DISTINCT handle) FILTER (NOT copy) AS organisations,
           count(parameters) FILTER (NOT copy) AS sized, max(parameters) FILTER (NOT copy) AS largest,
           first(repo_id ORDER BY parameters DESC, id) FILTER (NOT copy AND parameters IS NOT NULL) AS largest_id
    FROM cells LEFT JOIN created USING (month, country) GROUP BY month, country
)
SELECT month, country, coalesce(countries.name, country) AS name,
       row_number() OVER (PARTITION BY month ORDER BY releases DESC, country) AS rank,
       releases, copies, organisations, sized, largest, coalesce(largest_id, '') AS largest_id,
       1 - dated() AS undated, dated() AS dated
FROM by_country LEFT JOIN countries USING (country)
ORDER BY month, rank
