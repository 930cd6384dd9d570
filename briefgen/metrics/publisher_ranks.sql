-- title: Places of publishers by downloads, over time
-- question: Which place does each organisation hold by 30-day downloads on each date, among the organisations that every date observed?
-- population: Named by the parameter population; organisations that every compared snapshot observed, new models included.
-- window: Each snapshot counts the 30 days before its date.
-- caveats:
--   - Downloads are requests for files, not people; automation counts.
--   - A place is given only where downloads are known for 80 % of the compared models on that date, and for one of the organisation's at least.
--   - An organisation that joined the archive later has no place, however large.
--   - An organisation is the sum of its handle's models in this population, not all it ever published.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: tracked}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   handle: {unit: name, text: "Hub handle", key: true}
--   organisation: {unit: name, text: "organisation, or the handle where it is not listed"}
--   country: {unit: name, text: "ISO 3166 code, empty for unassigned"}
--   name: {unit: name, text: "country"}
--   rank: {unit: count, text: "place by downloads; null where too few downloads are known"}
--   downloads: {unit: downloads, text: "30-day downloads"}
--   share: {unit: share, text: "share of the compared downloads"}
--   models: {unit: count, text: "compared models of the organisation"}
--   known: {unit: share, text: "share of all compared models whose downloads are known on that date"}
--   organisations: {unit: count, text: "organisations compared"}
-- tie_break: equal downloads rank by handle
WITH rows_compared AS (
    SELECT date, handle, organisation, country, downloads FROM compared(getvariable('population'), 'organisations')
),
dates AS (
    SELECT date, count(downloads) / count(*) AS known, sum(downloads) AS total, count(DISTINCT handle) AS organisations
    FROM rows_compared GROUP BY date
),
by_handle AS (
    SELECT date, handle, any_value(organisation) AS organisation, any_value(country) AS country,
           sum(downloads) AS downloads, count(*) AS models
    FROM rows_compared GROUP BY date, handle
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY date ORDER BY downloads DESC NULLS LAST, handle) AS place FROM by_handle
)
SELECT date, handle, coalesce(organisation, handle) AS organisation, coalesce(placed.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name,
       CASE WHEN known >= 0.8 AND downloads IS NOT NULL THEN place END AS rank,
       CAST(downloads AS BIGINT) AS downloads, downloads / total AS share, models, known, organisations
FROM placed JOIN dates USING (date) LEFT JOIN countries ON countries.country = placed.country
ORDER BY date, place
