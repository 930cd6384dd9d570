-- Whether the chosen snapshots are all that there are from the first to the last of them, as in a series of one archive.
CREATE OR REPLACE MACRO gapless() AS
    enum_code(CAST(list_max(getvariable('snapshots')) AS snapshot_name))::INTEGER + 1 = list_unique(getvariable('snapshots'))
    + enum_code(CAST(list_min(getvariable('snapshots')) AS snapshot_name))::INTEGER;

-- Whether a snapshot is among the chosen ones. What lies outside of a range is not even read, and DuckDB knows while it
-- plans whether that is all that there is to ask.
CREATE OR REPLACE MACRO is_chosen(snapshot) AS
    snapshot BETWEEN CAST(list_min(getvariable('snapshots')) AS snapshot_name) AND CAST(list_max(getvariable('snapshots')) AS snapshot_name)
    AND (gapless() OR list_contains(CAST(getvariable('snapshots') AS snapshot_name[]), snapshot));

-- The chosen snapshots, how much each holds, and knows of it.
CREATE OR REPLACE MACRO asked() AS TABLE
FROM extents WHERE is_chosen(snapshot);

-- The rows of the chosen snapshots that belong to a population, in numbers:
-- 'tracked' (the ATOM Project's list), 'listed' (publishers in the list of organisations), 'all' (every row).
CREATE OR REPLACE MACRO counted(population) AS TABLE
WITH models AS (
    FROM observations WHERE population = 'all'
    UNION ALL
    SELECT * EXCLUDE (repo_id, copy, handle, organisation, role, tracked, listed, tier)
    FROM noted WHERE population = 'tracked' AND tracked OR population = 'listed' AND listed
)
FROM models WHERE is_chosen(snapshot);

-- The same of tracked models or listed publishers, with names in words and all that is known of a model.
CREATE OR REPLACE MACRO chosen(population) AS TABLE
FROM noted WHERE (population = 'tracked' AND tracked OR population = 'listed' AND listed) AND is_chosen(snapshot);

-- What `observed` of the plain tables gives, its models by their numbers: for those plain texts that ask for few columns of
-- few rows.
CREATE OR REPLACE MACRO observed(population) AS TABLE
SELECT CAST(snapshot AS VARCHAR) AS snapshot, date, origin, id AS model, repo_id, handle, organisation, country, copy, downloads,
       created, license, tier, parameters
FROM chosen(population) JOIN snapshots USING (snapshot, date) WHERE population <> 'all'
UNION ALL
SELECT CAST(snapshot AS VARCHAR), date, origin, names.id, repo_id, handle, organisation, models.country, copy, downloads,
       created, models.license, tier, parameters
FROM counted('all') AS models JOIN snapshots USING (snapshot, date) JOIN names ON names.name = models.name
LEFT JOIN publishers ON publishers.publisher = models.publisher LEFT JOIN licences ON licences.license = lower(models.license)
WHERE population = 'all';

-- How much of the listed publishers' models has a known creation date: what any count by date of creation rests on.
CREATE OR REPLACE MACRO creation_known() AS (
    SELECT count(created) / count(*) FROM counted('listed') WHERE country IS NOT NULL
);

-- The sets of snapshots that hold every chosen one.
CREATE OR REPLACE MACRO lasting() AS TABLE
SELECT presence, publishers FROM presences WHERE list_has_all(snapshots, CAST(getvariable('snapshots') AS snapshot_name[]));

-- The publishers of a population that every chosen snapshot observed.
CREATE OR REPLACE MACRO throughout(population) AS TABLE
SELECT publisher FROM standing WHERE population = 'all' AND presence IN (SELECT presence FROM lasting())
UNION ALL
SELECT publisher FROM counted(population) WHERE population <> 'all'
GROUP BY publisher HAVING count(DISTINCT snapshot) = array_length(getvariable('snapshots'));

-- What of a population is compared over the chosen snapshots: 'organisations' (those that every snapshot
-- observed, new models included), 'models' (only repositories whose downloads every snapshot knows), 'rows' (all).
CREATE OR REPLACE MACRO compared(population, compare) AS TABLE
FROM counted(population) WHERE compare = 'rows'
UNION ALL
FROM counted(population) SEMI JOIN throughout(population) USING (publisher) WHERE compare = 'organisations'
UNION ALL
FROM counted(population) WHERE compare = 'models' AND id IN (
    SELECT id FROM counted(population) WHERE downloads IS NOT NULL
    GROUP BY id HAVING count(DISTINCT snapshot) = array_length(getvariable('snapshots')));

-- The sets of publishers whose every row is compared, and of which all that is counted by set can be added up; none where
-- models are chosen one by one.
CREATE OR REPLACE MACRO whole_sets(population, compare) AS TABLE
SELECT presence FROM lasting() WHERE population = 'all' AND compare = 'organisations'
UNION ALL
SELECT presence FROM presences WHERE population = 'all' AND compare = 'rows'
UNION ALL
SELECT 0 WHERE population = 'all' AND compare = 'rows';

-- Each date with the one before, both under the `later` of the two.
CREATE OR REPLACE MACRO neighbours(rows_compared) AS TABLE
WITH steps AS (
    SELECT date, lag(date) OVER (ORDER BY date) AS before FROM (SELECT DISTINCT date FROM query_table(rows_compared))
)
SELECT date AS later, unnest([date, before]) AS date FROM steps WHERE before IS NOT NULL;

-- The rows with known downloads that a change between two neighbouring dates does not rest on: those of models whose
-- downloads are not known at one of the two. A model in a single snapshot (a new release, a departure) is not among them.
-- `dated` holds the dates of the rows.
CREATE OR REPLACE MACRO set_aside(rows_compared, dated) AS TABLE
WITH pairs AS (FROM neighbours(dated)),
unknown AS (
    SELECT DISTINCT later, id FROM query_table(rows_compared) JOIN pairs USING (date) WHERE downloads IS NULL
),
places AS (SELECT later, date, id FROM unknown JOIN pairs USING (later))
SELECT * FROM query_table(rows_compared) JOIN places USING (date, id) WHERE downloads IS NOT NULL;

-- The rows with known downloads that such a change rests on.
CREATE OR REPLACE MACRO comparable(rows_compared) AS TABLE
WITH paired AS (SELECT * FROM neighbours(rows_compared) JOIN query_table(rows_compared) USING (date))
SELECT * FROM paired ANTI JOIN (SELECT later, id FROM paired WHERE downloads IS NULL) USING (later, id);

-- How far each date compares with the one before: the days between, the models at the date that a change rests on, their
-- part of the known downloads, and whether that part is at least half at both dates, without which no change is given.
-- `comparable_totals` holds the models and downloads that a change rests on, at each of its two dates.
CREATE OR REPLACE MACRO comparison(rows_compared, comparable_totals) AS TABLE
WITH known AS (
    SELECT date, sum(downloads) AS downloads FROM query_table(rows_compared) GROUP BY date
),
steps AS (
    SELECT date, date_diff('day', lag(date) OVER by_date, date) AS days, downloads, lag(downloads) OVER by_date AS downloads_before
    FROM known WINDOW by_date AS (ORDER BY date)
),
kept AS (
    SELECT later AS date, CAST(sum(models) FILTER (date = later) AS BIGINT) AS models,
           sum(downloads) FILTER (date = later) AS downloads, sum(downloads) FILTER (date < later) AS downloads_before
    FROM query_table(comparable_totals) GROUP BY later
)
SELECT date, days, models AS change_models, kept.downloads / steps.downloads AS change_part,
       kept.downloads >= 0.5 * steps.downloads AND kept.downloads_before >= 0.5 * steps.downloads_before AS enough
FROM steps LEFT JOIN kept USING (date);

-- What derivatives are counted by: a family, or a country; nothing for the rest.
CREATE OR REPLACE MACRO base_named(counted_by, family, country) AS
    coalesce(CASE counted_by WHEN 'family' THEN family ELSE country END, '');

CREATE OR REPLACE MACRO edges() AS TABLE
SELECT snapshot, child, parent, relation, (onward_bits & bit) <> 0 AS onward
FROM all_edges JOIN asked() USING (word) WHERE (bits & bit) <> 0;

-- The same, with whether their snapshot holds the parent.
CREATE OR REPLACE MACRO resolved_edges() AS TABLE
WITH held AS (SELECT snapshot, id FROM counted('all') WHERE id IN (SELECT parent FROM edges()))
SELECT edges.*, held.id IS NOT NULL AS resolved
FROM edges() AS edges LEFT JOIN held ON held.snapshot = edges.snapshot AND held.id = edges.parent;

-- The edges from the models of a population.
CREATE OR REPLACE MACRO edges_of(population) AS TABLE
FROM edges() WHERE population = 'all'
UNION ALL
FROM edges() WHERE population <> 'all' AND child IN (SELECT id FROM counted(population));

-- Every model of a population with each root of its lineage: the last ancestor that names no other base.
-- Only bases that name another are climbed. UNION keeps distinct rows only, so that cycles end and a model counts once
-- under a root.
CREATE OR REPLACE MACRO lineage(population) AS TABLE
WITH RECURSIVE climb(snapshot, child, ancestor) AS (
    SELECT snapshot, child, parent FROM edges_of(population) WHERE onward
    UNION
    SELECT climb.snapshot, climb.child, edges.parent
    FROM climb JOIN onward_edges AS edges ON edges.snapshot = climb.snapshot AND edges.child = climb.ancestor
    WHERE is_chosen(edges.snapshot)
)
SELECT child, parent AS root FROM edges_of(population) WHERE NOT onward
UNION
SELECT climb.child, edges.parent
FROM climb JOIN edges() AS edges ON edges.snapshot = climb.snapshot AND edges.child = climb.ancestor WHERE NOT onward;
