WITH population AS (
    SELECT date, country, handle, organisation,
           CASE WHEN license IS NULL OR license = '' THEN 'none'
                ELSE coalesce(tier, 'other') END AS tier
    FROM chosen('listed')
    WHERE country IS NOT NULL
      AND (getvariable('since') = 'any' OR created >= first_day(getvariable('since'), date))
      AND (getvariable('least_parameters') = 0 OR parameters >= getvariable('least_parameters'))
      AND (getvariable('copies') = 'with' OR NOT copy)
),
placed AS (
    SELECT country, row_number() OVER (ORDER BY count(*) DESC, country) AS place FROM population GROUP BY country
),
grouped AS (
    SELECT date, if(place <= getvariable('countries'), country, 'other') AS country,
           least(place, getvariable('countries') + 1) AS place, tier, handle, organisation
    FROM population JOIN placed USING (country)
),
by_handle AS (
    SELECT date, country, place, tier, handle, any_value(organisation) AS organisation, count(*) AS models
    FROM grouped GROUP BY date, country, place, tier, handle
),
holders AS (
    SELECT country, handle AS holder_handle, organisation AS holder
    FROM (SELECT country, handle, any_value(organisation) AS organisation, sum(models) AS models
          FROM by_handle GROUP BY country, handle)
    QUALIFY row_number() OVER (PARTITION BY country ORDER BY models DESC, handle) = 1
),
-- Each tier's models of everybody but the holder.
counted AS (
    SELECT *, if(handle = holder_handle, 0, models) AS other_models FROM by_handle JOIN holders USING (country)
)
SELECT country, tier, coalesce(countries.name, 'Other countries') AS name, place,
       CAST(sum(models) AS BIGINT) AS models, sum(models) / sum(sum(models)) OVER (PARTITION BY country) AS share,
       CAST(sum(sum(models)) OVER (PARTITION BY country) AS BIGINT) AS all_models, count(*) AS organisations,
       first(organisation ORDER BY models DESC, handle) AS largest, max(models) / sum(models) AS largest_share,
       sum(other_models) / sum(sum(other_models)) OVER (PARTITION BY country) AS without_largest,
       holder, date, dated() AS dated
FROM counted LEFT JOIN countries USING (country)
GROUP BY date, country, tier, countries.name, place, holder
ORDER BY place, list_position(['permissive', 'copyleft', 'use-restricted', 'non-commercial', 'other', 'none'], tier), date
