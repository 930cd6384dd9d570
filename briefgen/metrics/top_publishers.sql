-- title: Top publishers by downloads
-- question: Which organisations' models have the most 30-day downloads?
-- population: Named by the parameter population.
-- window: Each snapshot counts the 30 days before its date.
-- caveats:
--   - Downloads are requests for files, not people; automation counts.
--   - An organisation is the sum of its handles' models in this population, not all it ever published.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: all}
--   top: {text: "how many places", default: 12}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   rank: {unit: count, text: "place by downloads", key: true}
--   handle: {unit: name, text: "Hub handle"}
--   organisation: {unit: name, text: "organisation, or the handle where it is not listed"}
--   country: {unit: name, text: "ISO 3166 code, empty for unassigned"}
--   name: {unit: name, text: "country"}
--   downloads: {unit: downloads, text: "30-day downloads"}
--   share: {unit: share, text: "share of the population's downloads"}
--   models: {unit: count, text: "models with known downloads"}
--   largest: {unit: name, text: "its largest model"}
--   largest_share: {unit: share, text: "that model's share of the organisation's downloads"}
-- tie_break: equal downloads rank by handle
WITH by_handle AS (
    SELECT date, handle, any_value(organisation) AS organisation, any_value(country) AS country,
           sum(downloads) AS downloads, count(*) AS models, max(downloads) AS largest_downloads,
           first(repo_id ORDER BY downloads DESC, model) AS largest
    FROM observed(getvariable('population')) WHERE downloads IS NOT NULL GROUP BY date, handle
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY date ORDER BY downloads DESC, handle) AS rank,
           sum(downloads) OVER (PARTITION BY date) AS total
    FROM by_handle
)
SELECT date, rank, handle, coalesce(organisation, handle) AS organisation, coalesce(placed.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name, CAST(downloads AS BIGINT) AS downloads,
       downloads / total AS share, models, largest, largest_downloads / downloads AS largest_share
FROM placed LEFT JOIN countries USING (country)
WHERE rank <= getvariable('top')
ORDER BY date, rank
