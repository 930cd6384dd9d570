-- title: Licence tiers by publisher's country
-- question: Under which kind of licence do the organisations of each country publish?
-- population: Models of listed publishers in one snapshot of 2026 (no archive before that records licences).
-- window: The licence as declared on the snapshot's date, of models created on or after the parameter since.
-- caveats:
--   - Licences are declared by the publisher and not checked; a permissive licence says nothing about training data.
--   - The tier none mixes models that declare no licence with models whose licence the archive does not hold.
--   - Variants (sizes, precisions) count one each, unless copies in another number format are left out, by their name as in the metric releases.
--   - One organisation with a large family can decide a share; so it is named, and the share without the country's largest holder stands beside.
-- parameters:
--   since: {text: "models created on or after this day; year means the year of the last complete month, any keeps models without a known date", default: any}
--   least_parameters: {text: "models with at least this many parameters; 0 keeps models of unknown size", default: 0}
--   copies: {text: "with or without copies in another number format", values: [with, without], default: with}
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
--   without_largest: {unit: share, text: "share of the country's models when the one organisation that holds most of them is left out; null where there is no other"}
--   holder: {unit: name, text: "that organisation"}
--   date: {unit: date, text: "date of the snapshot"}
--   dated: {unit: share, text: "share of the models of listed publishers with a country whose creation date is known"}
-- tie_break: equal counts rank by country code, equal organisations by handle
WITH population AS (
    SELECT date, country, handle, organisation,
           CASE WHEN license IS NULL OR license = '' THEN 'none'
                ELSE coalesce(tier, 'other') END AS tier
    FROM observed('listed')
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
       holder, date, creation_known() AS dated
FROM counted LEFT JOIN countries USING (country)
GROUP BY date, country, tier, countries.name, place, holder
ORDER BY place, list_position(['permissive', 'copyleft', 'use-restricted', 'non-commercial', 'other', 'none'], tier), date
