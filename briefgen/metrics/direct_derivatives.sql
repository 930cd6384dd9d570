-- title: Direct derivatives by family or base country
-- question: How many models name a model of each family, or of each country's publishers, as their base?
-- population: Models of organisations that every compared snapshot observed; derivatives are counted wherever they are published.
-- window: Derivatives standing on the Hub on the snapshot's date.
-- caveats:
--   - The base is declared by whoever publishes the derivative; quantisations are included.
--   - Direct children only; a child of a child is not counted.
--   - Three small parents can carry most of a family; the second share leaves out the three largest parents of all.
-- parameters:
--   counted_by: {text: "what is counted by", values: [family, country], default: family}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   base: {unit: name, text: "family, or ISO 3166 code; empty for the rest", key: true}
--   name: {unit: name, text: "family or country in words"}
--   rank: {unit: count, text: "place among the named; null for the rest"}
--   children: {unit: count, text: "direct derivatives"}
--   share: {unit: share, text: "share of all direct derivatives of the compared organisations"}
--   change: {unit: points, text: "change of the share since the snapshot before"}
--   rest: {unit: count, text: "direct derivatives without the three largest parents"}
--   rest_share: {unit: share, text: "share without the three largest parents"}
--   added: {unit: count, text: "more than at the snapshot before"}
--   added_share: {unit: share, text: "share of all that were added since the snapshot before"}
--   parents: {unit: count, text: "models with at least one derivative"}
--   total: {unit: count, text: "all direct derivatives of the compared organisations"}
-- tie_break: equal counts rank by name; equal parents by id
WITH parents AS (
    SELECT date, id, children,
           coalesce(CASE getvariable('counted_by') WHEN 'family' THEN family_of(id) ELSE country END, '') AS base,
           row_number() OVER (PARTITION BY date ORDER BY children DESC NULLS LAST, id) AS place
    FROM compared('all', 'organisations')
),
by_base AS (
    SELECT date, base, sum(children) AS children, coalesce(sum(children) FILTER (place > 3), 0) AS rest,
           count(*) FILTER (children > 0) AS parents
    FROM parents GROUP BY ALL HAVING sum(children) > 0
),
-- A family that was not there before added all that it has.
changed AS (
    SELECT *, children / sum(children) OVER (PARTITION BY date) AS share,
           CASE WHEN date > (SELECT min(date) FROM by_base)
                   THEN children - coalesce(lag(children) OVER (PARTITION BY base ORDER BY date), 0) END AS added
    FROM by_base
)
SELECT date, base,
       CASE WHEN base = '' THEN 'Other and unassigned' ELSE coalesce(countries.name, base) END AS name,
       CASE WHEN base <> '' THEN row_number() OVER (PARTITION BY date, base = '' ORDER BY children DESC, base) END AS rank,
       CAST(children AS BIGINT) AS children, share, share - lag(share) OVER (PARTITION BY base ORDER BY date) AS change,
       CAST(rest AS BIGINT) AS rest, rest / sum(rest) OVER (PARTITION BY date) AS rest_share,
       CAST(added AS BIGINT) AS added, added / sum(added) OVER (PARTITION BY date) AS added_share,
       parents, CAST(sum(children) OVER (PARTITION BY date) AS BIGINT) AS total
FROM changed LEFT JOIN countries ON getvariable('counted_by') = 'country' AND countries.country = base
ORDER BY date, rank NULLS LAST
