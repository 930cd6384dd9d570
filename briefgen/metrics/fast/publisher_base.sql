WITH published AS (
    SELECT DISTINCT models.country AS publisher, lineage.child,
           coalesce(repositories.country, '') AS base
    FROM lineage('listed') AS lineage
    JOIN chosen('listed') AS models ON models.id = lineage.child
    JOIN repositories ON repositories.id = lineage.root
    WHERE models.country IS NOT NULL
      AND lineage.child NOT IN (SELECT child FROM edges() WHERE relation = 'quantized')
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
