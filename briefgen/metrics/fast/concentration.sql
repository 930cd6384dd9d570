WITH sets AS (FROM whole_sets(getvariable('population'), getvariable('compare'))),
-- What is not known of whole sets of publishers is counted row by row.
rows_compared AS (
    SELECT date, id, name, publisher, downloads FROM compared(
        if(getvariable('population') = 'all' AND getvariable('compare') <> 'models', 'none', getvariable('population')),
        getvariable('compare'))
),
every_figure AS (
    SELECT date, downloads, CAST(sum(models) AS BIGINT) AS models
    FROM download_figures WHERE presence IN (FROM sets) AND is_chosen(snapshot) GROUP BY date, downloads
    UNION ALL
    SELECT date, downloads, count(*) AS models FROM rows_compared GROUP BY date, downloads
),
known AS (
    SELECT date, CAST(sum(models) FILTER (downloads IS NOT NULL) AS BIGINT) AS models,
           sum(models) FILTER (downloads IS NOT NULL) / sum(models) AS known, max(downloads) AS most,
           sum(downloads * models) AS downloads
    FROM every_figure GROUP BY date
),
-- How many models have how many downloads: at each date, and under `later` of the rows that a change rests on.
known_figures AS (
    FROM every_figure WHERE downloads IS NOT NULL
),
uncertain_rows AS (
    SELECT date, id, downloads FROM uncertain WHERE presence IN (FROM sets) AND is_chosen(snapshot)
    UNION ALL
    SELECT date, id, downloads FROM rows_compared
),
paired_figures AS (
    SELECT later, date, downloads, models FROM neighbours('known') JOIN known_figures USING (date)
    UNION ALL
    SELECT later, date, downloads, -count(*) AS models FROM set_aside('uncertain_rows', 'known') GROUP BY later, date, downloads
),
figures AS (
    SELECT NULL AS later, date, downloads, models FROM known_figures
    UNION ALL
    SELECT later, date, downloads, sum(models) AS models FROM paired_figures GROUP BY later, date, downloads HAVING sum(models) > 0
),
comparable_totals AS (
    SELECT later, date, sum(models) AS models, sum(downloads * models) AS downloads
    FROM figures WHERE later IS NOT NULL GROUP BY later, date
),
-- Places and sums are counted by band first, the largest figures first, and figure by figure only in the bands that hold
-- the hundred largest models or the middle of the downloads. A square root is the same on any machine (IEEE 754).
banded AS (SELECT *, CAST(floor(sqrt(sqrt(downloads))) AS INTEGER) AS band FROM figures),
bands AS (
    SELECT later, date, band, sum(models) AS models, sum(downloads * models) AS downloads FROM banded GROUP BY later, date, band
),
placed_bands AS (
    SELECT *, sum(models) OVER largest_first AS place, sum(downloads) OVER largest_first AS running,
           sum(downloads) OVER (PARTITION BY later, date) AS total
    FROM bands WINDOW largest_first AS (PARTITION BY later, date ORDER BY band DESC ROWS UNBOUNDED PRECEDING)
),
needed AS (
    SELECT later, date, band, place - models AS models_above, running - downloads AS downloads_above, total FROM placed_bands
    WHERE place - models < 100 OR ((running - downloads) * 2 < total AND running * 2 >= total)
),
-- The last place that each figure takes, and all downloads down to there.
ranked AS (
    SELECT banded.*, total, models_above + sum(models) OVER largest_first AS place,
           downloads_above + sum(downloads * models) OVER largest_first AS running
    FROM banded JOIN needed ON needed.later IS NOT DISTINCT FROM banded.later AND needed.date = banded.date AND needed.band = banded.band
    WINDOW largest_first AS (PARTITION BY banded.later, banded.date, banded.band ORDER BY downloads DESC ROWS UNBOUNDED PRECEDING)
),
-- Of models with the same figure as many count as half of the downloads needs, rounded up.
halves AS (
    SELECT later, date, CAST(min(place - models + if(downloads = 0, 1,
               greatest(1, (total - 2 * (running - downloads * models) + 2 * downloads - 1) // (2 * downloads)))) AS BIGINT) AS half
    FROM ranked WHERE running * 2 >= total GROUP BY later, date
),
changes AS (
    SELECT later AS date, min(half) FILTER (date = later) - min(half) FILTER (date < later) AS half_change
    FROM halves WHERE later IS NOT NULL GROUP BY later
),
-- Integers squared and added as such: the same bytes on any machine.
squares AS (
    SELECT date, squares FROM publisher_squares JOIN asked() USING (snapshot) WHERE presence IN (FROM sets)
    UNION ALL
    SELECT date, downloads * downloads FROM (
        SELECT date, publisher, CAST(sum(downloads) AS HUGEINT) AS downloads FROM rows_compared GROUP BY date, publisher)
),
publishers AS (
    SELECT date, CAST(sum(squares) AS DOUBLE) / CAST(max(downloads) * max(downloads) AS DOUBLE) AS hhi
    FROM squares JOIN (SELECT date, CAST(downloads AS HUGEINT) AS downloads FROM known) USING (date) GROUP BY date
),
first AS (
    SELECT date, arg_min(name, id) AS name FROM (
        SELECT date, id, name, downloads FROM download_figures WHERE presence IN (FROM sets) AND is_chosen(snapshot)
        UNION ALL
        SELECT date, id, name, downloads FROM rows_compared)
    JOIN (SELECT date, most AS downloads FROM known) USING (date, downloads) GROUP BY date
),
dated AS (
    SELECT date, max(running - greatest(place - 1, 0) * downloads) FILTER (place - models < 1) / max(total) AS top_1,
           max(running - greatest(place - 10, 0) * downloads) FILTER (place - models < 10) / max(total) AS top_10,
           max(running - greatest(place - 25, 0) * downloads) FILTER (place - models < 25) / max(total) AS top_25,
           max(running - greatest(place - 100, 0) * downloads) FILTER (place - models < 100) / max(total) AS top_100,
           CAST(max(total) AS BIGINT) AS downloads
    FROM ranked WHERE later IS NULL GROUP BY date
)
SELECT date, models, top_1, top_10, top_25, top_100, half,
       CASE WHEN enough THEN half_change END AS half_change, change_models, days,
       known, repo_id AS largest, hhi, dated.downloads
FROM dated JOIN halves USING (date) JOIN publishers USING (date) JOIN (SELECT date, models, known FROM known) USING (date)
JOIN first USING (date) JOIN names ON names.name = first.name
JOIN comparison('known', 'comparable_totals') USING (date) LEFT JOIN changes USING (date)
WHERE halves.later IS NULL
ORDER BY date
