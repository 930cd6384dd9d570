-- title: Publisher's country and base model's country
-- question: On which countries' models do the organisations of each country build?
-- population: Derivatives in one snapshot published by listed publishers; archives hold a cut of the derivatives.
-- window: Models standing on the Hub on the snapshot's date.
-- caveats:
--   - Who publishes and whose model it stands on are two figures, never one.
--   - The base is followed to the root of the lineage that the file knows; a root with two countries counts under each.
--   - Quantisations are left out; so are models of publishers without a country.
-- parameters: {}
-- columns:
--   publisher: {unit: name, text: "ISO 3166 code of the publisher", key: true}
--   base: {unit: name, text: "ISO 3166 code of the root's publisher; empty for unassigned", key: true}
--   publisher_name: {unit: name, text: "publisher's country"}
--   base_name: {unit: name, text: "base model's country"}
--   place: {unit: count, text: "place of the publisher's country by derivatives"}
--   models: {unit: count, text: "derivatives"}
--   share: {unit: share, text: "share of the publisher country's derivatives"}
--   all_models: {unit: count, text: "the publisher country's derivatives"}
-- needs_derivatives: true
-- tie_break: equal counts rank by country code
WITH published AS (
    SELECT DISTINCT derivatives.country AS publisher, child, coalesce(bases.country, '') AS base
    FROM lineage('listed') JOIN observed('listed') AS derivatives ON derivatives.model = child
    JOIN models AS bases ON bases.model = root
    WHERE derivatives.country IS NOT NULL
      AND child NOT IN (SELECT child FROM links() WHERE relation = 'quantized')
),
whole AS (
    SELECT publisher, count(DISTINCT child) AS all_models,
           row_number() OVER (ORDER BY count(DISTINCT child) DESC, publisher) AS place
    FROM published GROUP BY publisher
)
SELECT publisher, base, coalesce(one.name, publisher) AS publisher_name,
       CASE WHEN base = '' THEN 'Unassigned' ELSE coalesce(other.name, base) END AS base_name,
       place, count(*) AS models, count(*) / all_models AS share, all_models
FROM published JOIN whole USING (publisher)
LEFT JOIN countries AS one ON one.country = publisher
LEFT JOIN countries AS other ON other.country = base
GROUP BY publisher, base, one.name, other.name, place, all_models
ORDER BY place, models DESC, base
