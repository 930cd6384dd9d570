-- title: Organisations that publish models of a size, by country
-- question: How many organisations of each country published a model of at least a given size in a given time?
-- population: Named by the parameter population; publishers with a country, one organisation a Hub handle.
-- window: Models created between since and until, both included.
-- caveats:
--   - Observed, not all, models; the count of organisations is a lower bound.
--   - Where a first or last day is given, models without a known creation date are left out; the column undated counts them.
--   - First-time means the first observed model of that size; an earlier one may have been deleted or never listed.
--   - Copies in another number format are left out by their name, as in the metric releases.
--   - Parameters are those of the stored weights; of a mixture of experts only a part is active at a time.
-- parameters:
--   least_parameters: {text: "models with at least this many parameters; 0 keeps models of unknown size", default: 0}
--   since: {text: "models created from this day on, YYYY-MM-DD; any for all", default: any}
--   until: {text: "models created until this day, YYYY-MM-DD; any for all", default: any}
--   population: {text: "which models", values: [tracked, listed, all], default: listed}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   origin: {unit: name, text: "archive", key: true}
--   country: {unit: name, text: "ISO 3166 code", key: true}
--   name: {unit: name, text: "country"}
--   rank: {unit: count, text: "place by organisations", backwards: true}
--   organisations: {unit: count, text: "organisations with such a model", backwards: true}
--   models: {unit: count, text: "such models", backwards: true}
--   first_time: {unit: count, text: "organisations whose first such model is of that time; null where no first day is given", backwards: true}
--   undated: {unit: count, text: "models of that size whose creation date is not known", backwards: true}
--   dated: {unit: share, text: "share of all countries' models of that size whose creation date is known", backwards: true}
--   largest: {unit: name, text: "the organisation with the most such models", backwards: true}
--   largest_models: {unit: count, text: "its models", backwards: true}
-- tie_break: equal counts rank by country code; equal organisations by handle
WITH of_size AS (
    SELECT snapshot, date, origin, country, handle, organisation, created,
              (getvariable('since') = 'any' OR created >= CAST(getvariable('since') AS DATE))
              AND (getvariable('until') = 'any' OR created <= CAST(getvariable('until') AS DATE)) AS in_window
    FROM observed(getvariable('population'))
    WHERE country IS NOT NULL AND NOT copy
      AND (getvariable('least_parameters') = 0 OR parameters >= getvariable('least_parameters'))
),
by_handle AS (
    SELECT snapshot, date, origin, country, handle, any_value(organisation) AS organisation,
           count(*) FILTER (in_window) AS models, count(*) FILTER (created IS NULL) AS undated,
           coalesce(min(created) >= try_cast(getvariable('since') AS DATE), false) AS is_new,
           sum(count(created)) OVER one_snapshot / sum(count(*)) OVER one_snapshot AS dated
    FROM of_size GROUP BY snapshot, date, origin, country, handle WINDOW one_snapshot AS (PARTITION BY snapshot)
),
by_country AS (
    SELECT snapshot, date, origin, country, count(*) FILTER (models > 0) AS organisations,
           CAST(sum(models) AS BIGINT) AS models,
           CASE WHEN getvariable('since') <> 'any' THEN count(*) FILTER (models > 0 AND is_new) END AS first_time,
           CAST(sum(undated) AS BIGINT) AS undated, any_value(dated) AS dated,
           first(organisation ORDER BY models DESC, handle) AS largest, max(models) AS largest_models
    FROM by_handle GROUP BY snapshot, date, origin, country HAVING sum(models) > 0
)
SELECT date, origin, country, coalesce(countries.name, country) AS name,
       row_number() OVER (PARTITION BY snapshot ORDER BY organisations DESC, country) AS rank,
       organisations, models, first_time, undated, dated, largest, largest_models
FROM by_country LEFT JOIN countries USING (country)
ORDER BY date, origin, rank
