-- The rows of one snapshot, in the order of ids, of the models that stand between two places in that order.
-- Variables besides those of models.sql: month (its number), day, from_place and to_place. Table `children` holds how
-- many models of the month name a model as their base.
SELECT repo_id, author, CAST(created AS TIMESTAMP_MS) AS created_at,
       CAST(created + (getvariable('day') - created) * draw(k, 'modified') AS TIMESTAMP_MS) AS last_modified,
       CASE WHEN twice OR draw(k * 64 + getvariable('month'), 'unknown') < 0.02 THEN NULL
            ELSE CAST(floor(downloads * exp(0.25 * normal(k * 64 + getvariable('month'), 'of the month'))
                            * if(draw(k * 64 + getvariable('month'), 'spike') < 0.0002, 40, 1)) AS BIGINT) END AS downloads_30d,
       CASE WHEN twice THEN NULL ELSE CAST(floor(downloads * (6 + getvariable('month'))) AS BIGINT) END AS downloads_all_time,
       CASE WHEN twice OR draw(k * 64 + getvariable('month'), 'unknown') < 0.01 THEN NULL
            ELSE CAST(floor(likes * (0.7 + 0.3 * (getvariable('month') + 1) / getvariable('months'))) AS BIGINT) END AS likes,
       CASE WHEN NOT twice THEN coalesce(children.children, 0) END AS children,
       license, gated, pipeline_tag, library, parameters, tags, base_models
FROM models LEFT JOIN children USING (k)
WHERE models.rowid BETWEEN getvariable('from_place') AND getvariable('to_place')
  AND getvariable('month') >= since AND getvariable('month') < until
ORDER BY repo_id
