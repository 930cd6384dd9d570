-- title: Direct derivatives by family or base country
-- question: How many models name a model of each family, or of each country's publishers, as their base?
-- population: Models of organisations that every compared snapshot observed; derivatives are counted wherever they are published.
-- window: Derivatives standing on the Hub on the snapshot's date.
-- caveats:
--   - The base is declared by whoever publishes the derivative; quantisations are included.
--   - Direct children only; a child of a child is not counted.
--   - What was added is the net change of children of parents in both snapshots; what new models gained is not in it, and it has no share where the net change of the base is negative, or more than that of all.
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
--   change: {unit: points, text: "change of the share since the snapshot before; null where the base had no derivative then"}
--   rest: {unit: count, text: "direct derivatives without the three largest parents"}
--   rest_share: {unit: share, text: "share without the three largest parents"}
--   added: {unit: count, text: "net change of children of parents in both snapshots, since the snapshot before"}
--   added_share: {unit: share, text: "share of the net change of children of all parents in both snapshots"}
--   parents: {unit: name, text: "the three parents with most derivatives of all, which rest leaves out; the same on every row of a date"}
--   organisations: {unit: count, text: "organisations observed, those whose models share the total"}
--   total: {unit: count, text: "all direct derivatives of the compared organisations"}
-- tie_break: equal counts rank by family or country code; equal parents by id
WITH steps AS (
    -- Every date is a step, one included at which nothing that is compared has a derivative.
    SELECT date, row_number() OVER (ORDER BY date) AS step FROM (SELECT DISTINCT date FROM observed('all'))
),
parents AS (
    SELECT date, step, handle, model, repo_id, children, counted_under(getvariable('counted_by'), family, country) AS base
    FROM compared('all', 'organisations') JOIN steps USING (date)
),
largest AS (
    SELECT date, model, repo_id, row_number() OVER (PARTITION BY date ORDER BY children DESC, model) AS place
    FROM parents WHERE children > 0 QUALIFY place <= 3
),
names AS (SELECT date, string_agg(repo_id, ', ' ORDER BY place) AS parents FROM largest GROUP BY date),
dates AS (SELECT date, step, count(DISTINCT handle) AS organisations FROM parents GROUP BY date, step),
by_base AS (
    SELECT now.date, now.base, sum(now.children) AS children,
           coalesce(sum(now.children) FILTER (largest.model IS NULL), 0) AS rest, sum(now.children - before.children) AS added
    FROM parents AS now LEFT JOIN parents AS before ON before.model = now.model AND before.step = now.step - 1
    LEFT JOIN largest ON largest.date = now.date AND largest.model = now.model
    GROUP BY now.date, now.base
),
shares AS (
    SELECT *, children / sum(children) OVER one_date AS share, sum(children) OVER one_date AS total,
           rest / sum(rest) OVER one_date AS rest_share,
           CASE WHEN added BETWEEN 0 AND sum(added) OVER one_date THEN added / sum(added) OVER one_date END AS added_share
    FROM by_base WINDOW one_date AS (PARTITION BY date)
)
SELECT date, base,
       CASE WHEN base = '' THEN 'Other and unassigned' ELSE coalesce(countries.name, base) END AS name,
       CASE WHEN base <> '' THEN row_number() OVER (PARTITION BY date, base = '' ORDER BY children DESC, base) END AS rank,
       CAST(children AS BIGINT) AS children, share,
       if(lag(step) OVER of_base = step - 1, share - lag(share) OVER of_base, NULL) AS change,
       CAST(rest AS BIGINT) AS rest, rest_share, CAST(added AS BIGINT) AS added, added_share,
       parents, organisations, CAST(total AS BIGINT) AS total
FROM shares JOIN dates USING (date) LEFT JOIN names USING (date)
LEFT JOIN countries ON getvariable('counted_by') = 'country' AND countries.country = base
WHERE children > 0
WINDOW of_base AS (PARTITION BY base ORDER BY date)
ORDER BY date, rank NULLS LAST
