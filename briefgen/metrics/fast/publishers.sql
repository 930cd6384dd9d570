WITH of_size AS (
    SELECT snapshot, date, country, handle, organisation, created,
              (getvariable('since') = 'any' OR created >= CAST(getvariable('since') AS DATE))
              AND (getvariable('until') = 'any' OR created <= CAST(getvariable('until') AS DATE)) AS in_window
    FROM chosen(if(getvariable('population') = 'all', 'listed', getvariable('population')))
    WHERE country IS NOT NULL AND NOT copy
      AND (getvariable('least_parameters') = 0 OR parameters >= getvariable('least_parameters'))
),
by_handle AS (
    SELECT snapshot, date, country, handle, any_value(organisation) AS organisation,
           count(*) FILTER (in_window) AS models, count(*) FILTER (created IS NULL) AS undated,
           coalesce(min(created) >= try_cast(getvariable('since') AS DATE), false) AS is_new,
           sum(count(created)) OVER one_snapshot / sum(count(*)) OVER one_snapshot AS dated
    FROM of_size GROUP BY snapshot, date, country, handle WINDOW one_snapshot AS (PARTITION BY snapshot)
),
by_country AS (
    SELECT snapshot, date, country, count(*) FILTER (models > 0) AS organisations,
           CAST(sum(models) AS BIGINT) AS models,
           CASE WHEN getvariable('since') <> 'any' THEN count(*) FILTER (models > 0 AND is_new) END AS first_time,
           CAST(sum(undated) AS BIGINT) AS undated, any_value(dated) AS dated,
           first(organisation ORDER BY models DESC, handle) AS largest, max(models) AS largest_models
    FROM by_handle GROUP BY snapshot, date, country HAVING sum(models) > 0
)
SELECT date, origin, country, coalesce(countries.name, country) AS name,
       row_number() OVER (PARTITION BY snapshot ORDER BY organisations DESC, country) AS rank,
       organisations, models, first_time, undated, dated, largest, largest_models
FROM by_country JOIN snapshots USING (snapshot, date) LEFT JOIN countries USING (country)
ORDER BY date, origin, rank
