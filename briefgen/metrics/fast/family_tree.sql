WITH writings AS (
    SELECT parent, min(repo_id) AS written FROM base_names JOIN asked() USING (word) JOIN names USING (name)
    WHERE (bits & bit) <> 0 GROUP BY parent
),
links AS (
    SELECT child, coalesce(family, '') AS family, coalesce(written, path) AS base, coalesce(relation, '') AS relation, resolved
    FROM resolved_edges() AS edges JOIN repositories ON repositories.id = edges.parent LEFT JOIN writings USING (parent)
),
families AS (
    SELECT family, row_number() OVER (ORDER BY count(*) DESC, family) AS place
    FROM links WHERE family <> '' GROUP BY family QUALIFY place <= getvariable('families')
),
bases AS (
    SELECT family, base, row_number() OVER (PARTITION BY family ORDER BY count(*) DESC, base) AS base_place
    FROM links JOIN families USING (family) GROUP BY family, base QUALIFY base_place <= getvariable('bases')
),
named AS (
    SELECT child, relation, resolved, place, base_place, if(place IS NULL, '', links.family) AS family,
           if(base_place IS NULL, '', links.base) AS base
    FROM links LEFT JOIN families USING (family) LEFT JOIN bases ON bases.family = links.family AND bases.base = links.base
),
by_kind AS (
    SELECT family, base, relation, any_value(place) AS place, any_value(base_place) AS base_place, count(*) AS links,
           count(*) FILTER (NOT resolved) AS missing
    FROM named GROUP BY family, base, relation
),
whole AS (
    SELECT count(*) AS all_links, count(*) FILTER (NOT resolved) / count(*) AS all_unresolved, count(DISTINCT child) AS derivatives
    FROM links
)
SELECT family, base, relation, place, base_place, links,
       CAST(sum(links) OVER one_base AS BIGINT) AS base_links, CAST(sum(links) OVER one_family AS BIGINT) AS family_links,
       sum(links) OVER one_family / all_links AS family_share, CAST(sum(missing) OVER one_base AS BIGINT) AS unresolved,
       all_unresolved, all_links, derivatives
FROM by_kind CROSS JOIN whole
WINDOW one_base AS (PARTITION BY family, base), one_family AS (PARTITION BY family)
ORDER BY place NULLS LAST, base_place NULLS LAST, links DESC, relation
