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
WITH population AS NOT MATERIALIZED (
    SELECT date, id, name, publisher, downloads FROM counted(getvariable('population')) WHERE downloads IS NOT NULL
),
by_handle AS (
    SELECT date, publisher, sum(downloads) AS downloads, count(*) AS models, max(downloads) AS most
    FROM population GROUP BY date, publisher
),
-- All downloads, and those that the last of the publishers shown has at least: only what has as many is put in order.
whole AS (
    SELECT date, sum(downloads * publishers) AS total, coalesce(max(downloads) FILTER (place >= getvariable('top')), 0) AS least
    FROM (SELECT date, downloads, count(*) AS publishers,
                 sum(count(*)) OVER (PARTITION BY date ORDER BY downloads DESC ROWS UNBOUNDED PRECEDING) AS place
          FROM by_handle GROUP BY date, downloads)
    GROUP BY date
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY date ORDER BY downloads DESC, publisher) AS rank
    FROM by_handle JOIN whole USING (date) WHERE downloads >= least QUALIFY rank <= getvariable('top')
),
largest AS (
    SELECT placed.date, rank, arg_min(name, id) AS name
    FROM placed JOIN population ON population.date = placed.date AND population.downloads = most
     AND population.publisher IS NOT DISTINCT FROM placed.publisher
    GROUP BY placed.date, rank
)
SELECT date, rank, handle, coalesce(organisation, handle) AS organisation, coalesce(publishers.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name, CAST(downloads AS BIGINT) AS downloads,
       downloads / total AS share, models, repo_id AS largest, most / downloads AS largest_share
FROM placed JOIN largest USING (date, rank)
JOIN names ON names.name = largest.name LEFT JOIN publishers ON publishers.publisher = placed.publisher
LEFT JOIN countries ON countries.country = publishers.country
ORDER BY date, rank
