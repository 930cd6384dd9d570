WITH published AS (
    SELECT DISTINCT lineage.child, models.date, created,
           make_date(year(created), if(month(created) <= 6, 1, 7), 1) AS half,
           coalesce(repositories.country, '') AS base
    FROM lineage('listed') AS lineage
    JOIN chosen('listed') AS models ON models.id = lineage.child
    JOIN repositories ON repositories.id = lineage.root
    WHERE models.country = getvariable('publisher')
      AND lineage.child NOT IN (SELECT child FROM edges() WHERE relation = 'quantized')
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
