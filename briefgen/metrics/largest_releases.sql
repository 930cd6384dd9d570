-- title: Largest observed release of each month
-- question: Which release of each month has the most parameters, and how often was it of which country?
-- population: Models of listed publishers in the last chosen snapshot whose creation date and size are known; repackagers do not count.
-- window: Calendar months of creation; the month of the snapshot is not complete and is left out.
-- caveats:
--   - Observed releases of known size only; models that were deleted or that the archive does not list are missing.
--   - Copies in another number format are left out by their name, as in the metric releases.
--   - A month counts as led, and at all, only where a second country has a release of known size in it.
--   - Sizes are as the archive gives them; where it gave the largest release another size in another chosen snapshot, by more than 20 %, resized says so.
--   - Parameters are those of the stored weights; of a mixture of experts only a part is active at a time.
-- parameters:
--   since: {text: "first month, as its first day YYYY-MM-01; year means the year of the last complete month", default: year}
-- columns:
--   month: {unit: date, text: "first day of the month", key: true}
--   repo_id: {unit: name, text: "the largest release", backwards: true}
--   organisation: {unit: name, text: "its publisher", backwards: true}
--   country: {unit: name, text: "ISO 3166 code of the publisher", backwards: true}
--   name: {unit: name, text: "publisher's country", backwards: true}
--   parameters: {unit: parameters, text: "its parameters", backwards: true}
--   second: {unit: name, text: "largest release of any other country", backwards: true}
--   second_name: {unit: name, text: "that country", backwards: true}
--   second_parameters: {unit: parameters, text: "its parameters", backwards: true}
--   led: {unit: count, text: "months so far, this one included, with the largest release from this country, of those in which a second country has a release of known size", backwards: true}
--   months: {unit: count, text: "months so far, this one included, in which a second country has a release of known size", backwards: true}
--   resized: {unit: count, text: "1 where another chosen snapshot of this archive gives the largest release a size that differs by more than 20 %, else 0"}
--   dated: {unit: share, text: "share of the models of listed publishers with a country whose creation date is known", backwards: true}
-- tie_break: equal sizes by id
WITH newest AS (
    SELECT * FROM observed('listed')
    WHERE country IS NOT NULL AND snapshot = (SELECT max(snapshot) FROM observed('all'))
),
sized AS (
    SELECT date_trunc('month', created)::DATE AS month, * FROM newest WHERE parameters IS NOT NULL AND NOT copy
      AND created >= first_day(getvariable('since'), date) AND date_trunc('month', created) < date_trunc('month', date)
),
of_country AS (
    SELECT * FROM sized QUALIFY row_number() OVER (PARTITION BY month, country ORDER BY parameters DESC, model) = 1
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY month ORDER BY parameters DESC, model) AS place FROM of_country
),
resized AS (
    SELECT DISTINCT placed.model FROM placed JOIN observed('all') AS other USING (model, origin)
    WHERE place = 1 AND greatest(other.parameters, placed.parameters) > 1.2 * least(other.parameters, placed.parameters)
)
SELECT first.month, first.repo_id, first.organisation, first.country, coalesce(one.name, first.country) AS name,
       first.parameters, coalesce(second.repo_id, '') AS second,
       coalesce(other.name, second.country, '') AS second_name, second.parameters AS second_parameters,
       count(second.parameters) OVER (PARTITION BY first.country ORDER BY first.month) AS led,
       count(second.parameters) OVER (ORDER BY first.month) AS months,
       CAST(resized.model IS NOT NULL AS BIGINT) AS resized,
       (SELECT count(created) / count(*) FROM newest) AS dated
FROM placed AS first LEFT JOIN placed AS second ON second.month = first.month AND second.place = 2
LEFT JOIN resized ON resized.model = first.model
LEFT JOIN countries AS one ON one.country = first.country
LEFT JOIN countries AS other ON other.country = second.country
WHERE first.place = 1
ORDER BY first.month
