-- title: Derivatives by family, base model and kind
-- question: To which families and base models do the derivatives of one snapshot lead, and of which kind are they?
-- population: Every row of one snapshot that names a base; archives hold a cut of the derivatives, never all.
-- window: Models standing on the Hub on the snapshot's date.
-- caveats:
--   - A sample of derivatives; never compare with the counts of another archive.
--   - What is counted are links, a derivative and a base that it names; a merge of two models counts twice.
--   - The base and the kind are declared by whoever publishes the derivative. A base that names another base is its own base here.
--   - A base that the file does not hold is known by its name alone; unresolved says how many links lead to such a base.
-- parameters:
--   families: {text: "how many families are named; the others are one row without a base", default: 6}
--   bases: {text: "how many base models of each family are named; the others are one without a name", default: 4}
-- columns:
--   family: {unit: name, text: "family; empty for other families and models of none", key: true}
--   base: {unit: name, text: "base model; empty for the others of the family", key: true}
--   relation: {unit: name, text: "kind of derivative as declared: finetune, adapter, merge, quantized; empty for none given", key: true}
--   place: {unit: count, text: "place of the family; null for the rest"}
--   base_place: {unit: count, text: "place of the base within its family; null for the others"}
--   links: {unit: count, text: "links of this kind to this base"}
--   base_links: {unit: count, text: "all links to this base"}
--   family_links: {unit: count, text: "all links to the family"}
--   family_share: {unit: share, text: "share of all links that lead to the family"}
--   unresolved: {unit: count, text: "of the links to this base, those whose base the file does not hold"}
--   all_unresolved: {unit: share, text: "share of all links whose base the file does not hold"}
--   all_links: {unit: count, text: "all links of the snapshot"}
--   derivatives: {unit: count, text: "models that name a base"}
-- needs_derivatives: true
-- tie_break: equal counts rank by name
WITH named_bases AS (
    -- One name for each base, in whichever way derivatives write it.
    SELECT parent, min(written) AS base, parent IN (SELECT model FROM observed('all')) AS resolved FROM links() GROUP BY parent
),
leads AS (
    SELECT child, coalesce(family, '') AS family, base, coalesce(relation, '') AS relation, resolved
    FROM links() JOIN named_bases USING (parent) JOIN models ON models.model = parent
),
families AS (
    SELECT family, row_number() OVER (ORDER BY count(*) DESC, family) AS place
    FROM leads WHERE family <> '' GROUP BY family QUALIFY place <= getvariable('families')
),
bases AS (
    SELECT family, base, row_number() OVER (PARTITION BY family ORDER BY count(*) DESC, base) AS base_place
    FROM leads JOIN families USING (family) GROUP BY family, base QUALIFY base_place <= getvariable('bases')
),
named AS (
    SELECT child, relation, resolved, place, base_place, if(place IS NULL, '', leads.family) AS family,
           if(base_place IS NULL, '', leads.base) AS base
    FROM leads LEFT JOIN families USING (family) LEFT JOIN bases ON bases.family = leads.family AND bases.base = leads.base
),
by_kind AS (
    SELECT family, base, relation, any_value(place) AS place, any_value(base_place) AS base_place, count(*) AS links,
           count(*) FILTER (NOT resolved) AS missing
    FROM named GROUP BY family, base, relation
),
whole AS (
    SELECT count(*) AS all_links, count(*) FILTER (NOT resolved) / count(*) AS all_unresolved, count(DISTINCT child) AS derivatives
    FROM leads
)
SELECT family, base, relation, place, base_place, links,
       CAST(sum(links) OVER one_base AS BIGINT) AS base_links, CAST(sum(links) OVER one_family AS BIGINT) AS family_links,
       sum(links) OVER one_family / all_links AS family_share, CAST(sum(missing) OVER one_base AS BIGINT) AS unresolved,
       all_unresolved, all_links, derivatives
FROM by_kind CROSS JOIN whole
WINDOW one_base AS (PARTITION BY family, base), one_family AS (PARTITION BY family)
ORDER BY place NULLS LAST, base_place NULLS LAST, links DESC, relation
