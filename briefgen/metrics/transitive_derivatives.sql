-- title: Derivatives at any depth, by the root of their lineage
-- question: How many models of one snapshot descend, directly or through others, from each family or country's publishers?
-- population: Every row of one snapshot; archives hold a cut of the derivatives, never all.
-- window: Models standing on the Hub on the snapshot's date.
-- caveats:
--   - A sample of derivatives; never compare with the counts of another archive.
--   - The base is declared by whoever publishes; a parent that the file does not hold ends the chain there.
--   - Quantisations are counted apart; a merge with two roots counts once under each.
--   - A model whose chain only leads back to itself has no root and is left out.
-- parameters:
--   counted_by: {text: "what is counted by", values: [family, country], default: country}
-- columns:
--   base: {unit: name, text: "family, or ISO 3166 code; empty for the rest", key: true}
--   name: {unit: name, text: "family or country in words"}
--   rank: {unit: count, text: "place among the named; null for the rest"}
--   derivatives: {unit: count, text: "descendants that are not quantisations"}
--   share: {unit: share, text: "share of such descendants with a root"}
--   quantisations: {unit: count, text: "descendants declared as quantisations"}
--   total: {unit: count, text: "descendants with a root, quantisations left out"}
--   unresolved: {unit: share, text: "share of named parents that the file does not hold"}
-- needs_derivatives: true
-- tie_break: equal counts rank by family or country code
WITH derived AS (
    SELECT child, counted_under(getvariable('counted_by'), family, country) AS base,
           child IN (SELECT child FROM links() WHERE relation = 'quantized') AS quantised
    FROM lineage('all') JOIN models ON model = root
),
by_base AS (
    SELECT base, count(DISTINCT child) FILTER (NOT quantised) AS derivatives,
           count(DISTINCT child) FILTER (quantised) AS quantisations
    FROM derived GROUP BY base
),
whole AS (SELECT count(DISTINCT child) FILTER (NOT quantised) AS total FROM derived),
-- Bases that a snapshot names and does not hold: their own bases are not known.
bases AS (
    SELECT DISTINCT parent, model IS NOT NULL AS resolved
    FROM links() AS edges LEFT JOIN observed('all') AS held ON held.snapshot = edges.snapshot AND held.model = parent
),
parents AS (SELECT count(*) FILTER (NOT resolved) / count(*) AS unresolved FROM bases)
SELECT base, CASE WHEN base = '' THEN 'Other and unassigned' ELSE coalesce(countries.name, base) END AS name,
       CASE WHEN base <> '' THEN row_number() OVER (PARTITION BY base = '' ORDER BY derivatives DESC, base) END AS rank,
       derivatives, derivatives / total AS share, quantisations, total, unresolved
FROM by_base CROSS JOIN whole CROSS JOIN parents
LEFT JOIN countries ON getvariable('counted_by') = 'country' AND countries.country = base
ORDER BY rank NULLS LAST
