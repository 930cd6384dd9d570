WITH steps AS (
    -- Every snapshot is a step, also one in which nothing compared has a derivative.
    SELECT date, row_number() OVER (ORDER BY date) AS step, lag(date) OVER (ORDER BY date) AS before
    FROM (SELECT DISTINCT date FROM asked())
),
observed AS (
    SELECT date, base_named(getvariable('counted_by'), family, country) AS base, sum(children) AS children
    FROM derivative_totals WHERE presence IN (SELECT presence FROM lasting()) AND is_chosen(snapshot) GROUP BY date, base
),
largest AS (
    SELECT date, id, name, children, base_named(getvariable('counted_by'), family, country) AS base,
           row_number() OVER (PARTITION BY date ORDER BY children DESC, id) AS place
    FROM leading_parents WHERE presence IN (SELECT presence FROM lasting()) AND is_chosen(snapshot) QUALIFY place <= 3
),
dates AS (
    SELECT date, step, organisations, parents FROM steps
    CROSS JOIN (SELECT CAST(sum(publishers) AS BIGINT) AS organisations FROM lasting())
    LEFT JOIN (SELECT date, string_agg(repo_id, ', ' ORDER BY place) AS parents FROM largest JOIN names USING (name, id) GROUP BY date)
    USING (date)
),
-- Between neighbours of one archive what was added is known beforehand; other parents are compared one by one.
pairs AS (
    SELECT steps.date, later.snapshot, earlier.snapshot AS before
    FROM steps JOIN asked() AS later ON later.date = steps.date JOIN asked() AS earlier ON earlier.date = steps.before
),
apart AS (
    SELECT now.snapshot, pairs.before, now.presence, before.presence AS presence_before, now.country, now.family,
           now.children - before.children AS added
    FROM pairs ANTI JOIN derivative_growth USING (snapshot, before) JOIN parents AS now ON now.snapshot = pairs.snapshot
    JOIN parents AS before ON before.snapshot = pairs.before AND before.id = now.id
),
gained AS (
    SELECT date, base_named(getvariable('counted_by'), family, country) AS base, sum(added) AS added
    FROM (FROM derivative_growth UNION ALL FROM apart) JOIN pairs USING (snapshot, before)
    WHERE presence IN (SELECT presence FROM lasting()) AND presence_before IN (SELECT presence FROM lasting())
    GROUP BY date, base
),
by_base AS (
    SELECT date, base, observed.children, coalesce(observed.children, 0) - coalesce(of_largest, 0) AS rest, added
    FROM observed LEFT JOIN gained USING (date, base)
    LEFT JOIN (SELECT date, base, sum(children) AS of_largest FROM largest GROUP BY date, base) USING (date, base)
),
-- What changed is none where no parent stands in both snapshots, but a model that had no child in either.
unknown AS (SELECT date, before, base FROM by_base JOIN steps USING (date) WHERE added IS NULL AND before IS NOT NULL),
childless AS (
    SELECT date, step, id, base FROM (
        SELECT date, models.id, publisher, base_named(getvariable('counted_by'), family, country) AS base
        FROM counted('all') AS models LEFT JOIN (SELECT id, family FROM repositories WHERE family IS NOT NULL) AS named USING (id)
        WHERE children = 0 AND date IN (SELECT unnest([date, before]) FROM unknown)
    ) AS models SEMI JOIN unknown USING (base) SEMI JOIN throughout('all') USING (publisher) JOIN steps USING (date)
),
unmoved AS (
    SELECT DISTINCT now.date, now.base FROM unknown JOIN childless AS now USING (date, base)
    JOIN childless AS before ON before.id = now.id AND before.step = now.step - 1
),
told AS (
    SELECT by_base.date, by_base.base, children, rest, coalesce(added, CASE WHEN unmoved.base IS NOT NULL THEN 0 END) AS added
    FROM by_base LEFT JOIN unmoved ON unmoved.date = by_base.date AND unmoved.base = by_base.base
),
shares AS (
    SELECT *, children / sum(children) OVER one_date AS share, sum(children) OVER one_date AS total,
           rest / sum(rest) OVER one_date AS rest_share,
           CASE WHEN added BETWEEN 0 AND sum(added) OVER one_date THEN added / sum(added) OVER one_date END AS added_share
    FROM told WINDOW one_date AS (PARTITION BY date)
)
SELECT date, base,
       CASE WHEN base = '' THEN 'Other and unassigned' ELSE coalesce(countries.name, base) END AS name,
       CASE WHEN base <> '' THEN row_number() OVER (PARTITION BY date, base = '' ORDER BY children DESC, base) END AS rank,
       CAST(children AS BIGINT) AS children, share, if(lag(step) OVER of_base = step - 1, share - lag(share) OVER of_base, NULL) AS change,
       CAST(rest AS BIGINT) AS rest, rest_share, CAST(added AS BIGINT) AS added, added_share,
       parents, organisations, CAST(total AS BIGINT) AS total
FROM shares JOIN dates USING (date) LEFT JOIN countries ON getvariable('counted_by') = 'country' AND countries.country = base
WHERE children > 0
WINDOW of_base AS (PARTITION BY base ORDER BY date)
ORDER BY date, rank NULLS LAST
