WITH models AS (
    SELECT id, any_value(country) AS country, any_value(publisher) AS publisher, min(date) AS date
    FROM compared('listed', 'organisations') WHERE country IS NOT NULL GROUP BY id
),
by_country AS (
    SELECT date, country, count(*) AS seen, count(DISTINCT publisher) AS organisations
    FROM models WHERE date > (SELECT min(date) FROM models) GROUP BY ALL
)
SELECT date, country, coalesce(countries.name, country) AS name,
       row_number() OVER (PARTITION BY date ORDER BY seen DESC, country) AS rank, seen, organisations
FROM by_country LEFT JOIN countries USING (country)
ORDER BY date, rank
