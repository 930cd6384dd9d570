-- title: Share of downloads by publisher's country
-- question: What part of a population's 30-day downloads goes to models published by organisations of each country?
-- population: Named by the parameters population and compare; coverage says how much of the population is compared.
-- window: Each snapshot counts the 30 days before its date; windows are never added up.
-- caveats:
--   - Downloads are requests for files, not people; automation counts.
--   - Country is the primary base of the publishing organisation, not of the base model.
--   - The unassigned part (no listed publisher) is a row of its own, with an empty country.
--   - The range leaves out, in turn, the largest model of each of the two leading countries.
--   - A change leaves out every model that stands in both snapshots and whose downloads are not known in one of them; new releases and departures count.
--   - A change is given only where the models it rests on carry at least half of the known compared downloads at both dates.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: tracked}
--   compare: {text: "what is compared over time", values: [organisations, models, rows], default: organisations}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   country: {unit: name, text: "ISO 3166 code, empty for unassigned", key: true}
--   name: {unit: name, text: "country"}
--   rank: {unit: count, text: "place by downloads among countries; null for unassigned"}
--   downloads: {unit: downloads, text: "30-day downloads"}
--   share: {unit: share, text: "share of the compared downloads"}
--   low: {unit: share, text: "lowest share with a leader's largest model left out"}
--   high: {unit: share, text: "highest share with a leader's largest model left out"}
--   change: {unit: points, text: "change of the share since the snapshot before, both shares computed over the models that the change rests on; null where one of the dates has models of the country and the change rests on none of them"}
--   change_models: {unit: count, text: "models of all countries with known downloads at this date that the change rests on"}
--   change_part: {unit: share, text: "their part of the compared downloads known at this date"}
--   days: {unit: count, text: "days since the snapshot before"}
--   models: {unit: count, text: "models of the country that are compared"}
--   organisations: {unit: count, text: "organisations of the country that are compared"}
--   known: {unit: share, text: "share of all compared rows whose downloads are known on that date"}
--   coverage: {unit: share, text: "compared downloads as a share of the population's on that date"}
--   total: {unit: downloads, text: "all compared downloads on that date"}
--   all_models: {unit: count, text: "all compared models on that date"}
--   all_organisations: {unit: count, text: "all compared organisations on that date"}
-- tie_break: equal downloads rank by country code
WITH rows_compared AS (
    SELECT date, model, handle, coalesce(country, '') AS country, downloads
    FROM compared(getvariable('population'), getvariable('compare'))
),
rows_comparable AS (FROM comparable('rows_compared')),
dates AS (
    SELECT date, sum(downloads) AS total, count(downloads) / count(*) AS known, count(*) AS all_models,
           count(DISTINCT handle) AS all_organisations
    FROM rows_compared GROUP BY date
),
population AS (SELECT date, sum(downloads) AS total FROM observed(getvariable('population')) GROUP BY date),
by_country AS (
    SELECT date, country, sum(downloads) AS downloads, max(downloads) AS largest, count(*) AS models,
           count(DISTINCT handle) AS organisations
    FROM rows_compared GROUP BY date, country
),
ranked AS (
    SELECT *, CASE WHEN country <> '' THEN row_number() OVER (
        PARTITION BY date, country = '' ORDER BY coalesce(downloads, 0) DESC, country) END AS rank
    FROM by_country
),
-- One case for each of the two leaders whose largest model is left out, and one with nothing left out.
cases AS (
    SELECT date, country AS left_out, largest FROM ranked WHERE rank <= 2
    UNION ALL SELECT date, NULL, 0 FROM dates
),
ranges AS (
    SELECT ranked.date, ranked.country,
           min((downloads - if(ranked.country = left_out, cases.largest, 0)) / (total - cases.largest)) AS low,
           max((downloads - if(ranked.country = left_out, cases.largest, 0)) / (total - cases.largest)) AS high
    FROM ranked JOIN cases USING (date) JOIN dates USING (date)
    GROUP BY ranked.date, ranked.country
),
-- A change is between two shares of the rows that compare; of no row at a date, a country's share is 0.
comparable_totals AS (SELECT later, date, sum(downloads) AS downloads FROM rows_comparable GROUP BY later, date),
every_country AS (
    SELECT later, date, country, downloads FROM comparable_totals CROSS JOIN (SELECT DISTINCT country FROM by_country)
),
comparable_shares AS (
    SELECT later, date, country, sum(rows_comparable.downloads) / comparable_totals.downloads AS share
    FROM rows_comparable JOIN comparable_totals USING (later, date)
    GROUP BY later, date, country, comparable_totals.downloads
    UNION ALL
    SELECT later, date, country, 0 / downloads FROM every_country ANTI JOIN by_country USING (date, country)
),
changes AS (
    SELECT later AS date, country, max(share) FILTER (date = later) - max(share) FILTER (date < later) AS change
    FROM comparable_shares GROUP BY later, country
)
SELECT date, country, CASE WHEN country = '' THEN 'Unassigned' ELSE coalesce(countries.name, country) END AS name,
       rank, CAST(downloads AS BIGINT) AS downloads, downloads / dates.total AS share, low, high,
       CASE WHEN enough THEN change END AS change, change_models, change_part, days,
       models, organisations, known, dates.total / population.total AS coverage, CAST(dates.total AS BIGINT) AS total,
       all_models, all_organisations
FROM ranked JOIN dates USING (date) JOIN population USING (date) JOIN ranges USING (date, country)
JOIN comparison('rows_compared', 'rows_comparable') USING (date)
LEFT JOIN changes USING (date, country) LEFT JOIN countries USING (country)
ORDER BY date, rank NULLS LAST
