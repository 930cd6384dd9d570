-- title: Observed releases a month by publisher's country
-- question: How many of the snapshot's models were created in each month, by country of the publishing organisation?
-- population: Models of listed publishers in one snapshot whose creation date is known; repackagers do not count.
-- window: Calendar months of creation; the month of the snapshot is not complete and is left out.
-- caveats:
--   - A month in which a country that has releases in other months has none is a row with 0; a country without any has no rows.
--   - Observed, not all, releases; models that were deleted or that the archive does not list are missing.
--   - Copies in another number format (a name with FP8, NVFP4, INT4, GPTQ, AWQ, GGUF and the like) are counted apart; hardware makers publish many, also of others' models.
--   - A repository can be created before it is announced; sizes of one model count one each.
--   - Whose model a release stands on is another figure (publisher_base).
--   - The Hub has no creation date before 2 March 2022.
-- parameters:
--   since: {text: "first month, as its first day YYYY-MM-01; year means the year of the last complete month", default: year}
-- columns:
--   month: {unit: date, text: "first day of the month", key: true}
--   country: {unit: name, text: "ISO 3166 code", key: true}
--   name: {unit: name, text: "country"}
--   rank: {unit: count, text: "place in that month", backwards: true}
--   releases: {unit: count, text: "models created, copies in another number format left out", backwards: true}
--   copies: {unit: count, text: "copies in another number format", backwards: true}
--   organisations: {unit: count, text: "organisations with a release", backwards: true}
--   sized: {unit: count, text: "of the releases, those of known size", backwards: true}
--   largest: {unit: parameters, text: "parameters of the largest release of known size", backwards: true}
--   largest_id: {unit: name, text: "that release", backwards: true}
--   undated: {unit: share, text: "share of the population's models whose creation date is not known", backwards: true}
--   dated: {unit: share, text: "share of the models of listed publishers with a country whose creation date is known", backwards: true}
-- tie_break: equal counts rank by country code; equal sizes by id
WITH created AS (
    SELECT date_trunc('month', created)::DATE AS month, * FROM observed('listed')
    WHERE country IS NOT NULL
      AND created >= first_day(getvariable('since'), date) AND date_trunc('month', created) < date_trunc('month', date)
),
-- Every month of the window that the Hub can date, for every country that has a release in one of them.
span AS (
    SELECT greatest(date_trunc('month', first_day(getvariable('since'), max(date)))::DATE, DATE '2022-03-01') AS first,
           (date_trunc('month', max(date)) - INTERVAL 1 MONTH)::DATE AS last
    FROM observed('listed')
),
unfolded AS (SELECT unnest(generate_series(first, last, INTERVAL 1 MONTH)) AS month FROM span WHERE first <= last),
months AS (SELECT month::DATE AS month FROM unfolded),
cells AS (SELECT month, country FROM months CROSS JOIN (SELECT DISTINCT country FROM created)),
by_country AS (
    SELECT month, country, count(model) FILTER (NOT copy) AS releases, count(model) FILTER (copy) AS copies,
           count(DISTINCT handle) FILTER (NOT copy) AS organisations,
           count(parameters) FILTER (NOT copy) AS sized, max(parameters) FILTER (NOT copy) AS largest,
           first(repo_id ORDER BY parameters DESC, model) FILTER (NOT copy AND parameters IS NOT NULL) AS largest_id
    FROM cells LEFT JOIN created USING (month, country) GROUP BY month, country
)
SELECT month, country, coalesce(countries.name, country) AS name,
       row_number() OVER (PARTITION BY month ORDER BY releases DESC, country) AS rank,
       releases, copies, organisations, sized, largest, coalesce(largest_id, '') AS largest_id,
       1 - creation_known() AS undated, creation_known() AS dated
FROM by_country LEFT JOIN countries USING (country)
ORDER BY month, rank
