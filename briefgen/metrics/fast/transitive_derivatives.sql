WITH roots AS (
    SELECT child, root,
           base_named(getvariable('counted_by'), family, country) AS base,
           child IN (SELECT child FROM edges() WHERE relation = 'quantized') AS quantised
    FROM lineage('all') JOIN repositories ON repositories.id = root
),
by_base AS (
    SELECT base, count(DISTINCT child) FILTER (NOT quantised) AS derivatives,
           count(DISTINCT child) FILTER (quantised) AS quantisations
    FROM roots GROUP BY base
),
whole AS (
    SELECT count(DISTINCT child) FILTER (NOT quantised) AS total FROM roots
),
parents AS (
    SELECT count(*) FILTER (NOT resolved) / count(*) AS unresolved
    FROM (SELECT DISTINCT parent, resolved FROM resolved_edges())
)
SELECT base, CASE WHEN base = '' THEN 'Other and unassigned' ELSE coalesce(countries.name, base) END AS name,
       CASE WHEN base <> '' THEN row_number() OVER (PARTITION BY base = '' ORDER BY derivatives DESC, base) END AS rank,
       derivatives, derivatives / total AS share, quantisations, total, unresolved
FROM by_base CROSS JOIN whole CROSS JOIN parents
LEFT JOIN countries ON getvariable('counted_by') = 'country' AND countries.country = base
ORDER BY rank NULLS LAST
