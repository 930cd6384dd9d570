-- title: On whose models one country's publishers build, by half-year
-- question: Of the derivatives that one country's publishers created in each half-year, how many stand on base models of each country?
-- population: Derivatives in one snapshot by listed publishers of the country, creation date known; archives hold a cut of the derivatives.
-- window: Half-years of creation; that of the snapshot is not complete and is left out.
-- caveats:
--   - Publisher's country and base model's country are two figures; this gives the second for one value of the first.
--   - The base is followed to the root of the lineage that the file knows; a root with two countries counts under each.
--   - Quantisations are left out, as in the metric publisher_base.
--   - A sample, chosen by its archive; how many derivatives of one half-year it holds says nothing of how many there were.
-- parameters:
--   publisher: {text: "ISO 3166 code of the publisher's country", default: US}
-- columns:
--   half: {unit: date, text: "first day of the half-year of creation", key: true}
--   base: {unit: name, text: "ISO 3166 code of the root's publisher; empty for unassigned", key: true}
--   base_name: {unit: name, text: "base model's country"}
--   publisher_name: {unit: name, text: "publisher's country"}
--   models: {unit: count, text: "derivatives"}
--   share: {unit: share, text: "share of the half-year's derivatives"}
--   all_models: {unit: count, text: "derivatives of the half-year"}
--   whole: {unit: count, text: "derivatives of all half-years"}
--   undated: {unit: count, text: "further derivatives of these publishers whose creation date is not known"}
-- needs_derivatives: true
-- tie_break: equal counts rank by country code
WITH published AS (
    SELECT DISTINCT child, date, created, make_date(year(created), if(month(created) <= 6, 1, 7), 1) AS half,
           coalesce(bases.country, '') AS base
    FROM lineage('listed') JOIN observed('listed') AS derivatives ON derivatives.model = child
    JOIN models AS bases ON bases.model = root
    WHERE derivatives.country = getvariable('publisher')
      AND child NOT IN (SELECT child FROM links() WHERE relation = 'quantized')
),
complete AS (
    SELECT * FROM published WHERE half < make_date(year(date), if(month(date) <= 6, 1, 7), 1)
),
halves AS (SELECT half, count(DISTINCT child) AS all_models FROM complete GROUP BY half),
whole AS (SELECT count(DISTINCT child) AS whole FROM complete),
unknown AS (SELECT count(DISTINCT child) AS undated FROM published WHERE created IS NULL)
SELECT half, base, CASE WHEN base = '' THEN 'Unassigned' ELSE coalesce(other.name, base) END AS base_name,
       coalesce(one.name, getvariable('publisher')) AS publisher_name,
       count(*) AS models, count(*) / all_models AS share, all_models, whole, undated
FROM complete JOIN halves USING (half) CROSS JOIN whole CROSS JOIN unknown
LEFT JOIN countries AS other ON other.country = base
LEFT JOIN countries AS one ON one.country = getvariable('publisher')
GROUP BY half, base, other.name, one.name, all_models, whole, undated
ORDER BY half, models DESC, base
