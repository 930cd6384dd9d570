-- title: Licence tiers by publisher's country
-- question: Under which kind of licence do the organisations of each country publish?
-- population: Models of listed publishers in one snapshot of 2026 (no archive before that records licences).
-- window: The licence as declared on the snapshot's date, of models created on or after the parameter since.
-- caveats:
--   - Licences are declared by the publisher and not checked; a permissive licence says nothing about training data.
--   - The tier none mixes models that declare no licence with models whose licence the archive does not hold.
--   - Variants (sizes, precisions) count one each; one organisation with a large family can decide a share, so it is named.
-- parameters:
--   since: {text: "models created on or after this day; year means the year of the last complete month, any keeps models without a known date", default: any}
--   least_parameters: {text: "models with at least this many parameters; 0 keeps models of unknown size", default: 0}
--   countries: {text: "how many countries are shown one by one", default: 5}
-- columns:
--   country: {unit: name, text: "ISO 3166 code; 'other' for the rest", key: true}
--   tier: {unit: name, text: "permissive, copyleft, use-restricted, non-commercial, other or none", key: true}
--   name: {unit: name, text: "country"}
--   place: {unit: count, text: "place of the country by models; the rest last"}
--   models: {unit: count, text: "models under that tier"}
--   share: {unit: share, text: "share of the country's models"}
--   all_models: {unit: count, text: "the country's models"}
--   organisations: {unit: count, text: "the country's organisations with such a model"}
--   largest: {unit: name, text: "the organisation with most of these models"}
--   largest_share: {unit: share, text: "its share of these models"}
-- tie_break: equal counts rank by country code
WITH population AS (
    SELECT country, handle, organisation,
           CASE WHEN observations.license IS NULL OR observations.license = '' THEN 'none'
                ELSE coalesce(tier, 'other') END AS tier
    FROM chosen('listed') AS observations LEFT JOIN licences ON licences.license = lower(observations.license)
    WHERE country IS NOT NULL
      AND (getvariable('since') = 'any' OR created >= first_day(getvariable('since'), date))
      AND (getvariable('least_parameters') = 0 OR parameters >= getvariable('least_parameters'))
),
placed AS (
    SELECT country, row_number() OVER (ORDER BY count(*) DESC, country) AS place FROM population GROUP BY country
),
grouped AS (
    SELECT if(place <= getvariable('countries'), country, 'other') AS country,
           least(place, getvariable('countries') + 1) AS place, tier, handle, organisation
    FROM population JOIN placed USING (country)
),
by_handle AS (
    SELECT country, place, tier, handle, any_value(organisation) AS organisation, count(*) AS models
    FROM grouped GROUP BY country, place, tier, handle
)
SELECT country, tier, coalesce(countries.name, 'Other countries') AS name, place,
       CAST(sum(models) AS BIGINT) AS models, sum(models) / sum(sum(models)) OVER (PARTITION BY country) AS share,
       CAST(sum(sum(models)) OVER (PARTITION BY country) AS BIGINT) AS all_models, count(*) AS organisations,
       first(organisation ORDER BY models DESC, handle) AS largest, max(models) / sum(models) AS largest_share
FROM by_handle LEFT JOIN countries USING (country)
GROUP BY country, tier, countries.name, place
ORDER BY place, list_position(['permissive', 'copyleft', 'use-restricted', 'non-commercial', 'other', 'none'], tier)
