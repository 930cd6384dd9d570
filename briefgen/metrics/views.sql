-- The tables and views that every metric asks. Variables: data (the project's data folder),
-- snapshot_files (Parquet files), and for each question snapshots (ids) and the metric's parameters.

-- A share of nothing is not known: dividing by zero gives null, not infinity.
SET GLOBAL ieee_floating_point_ops = false;
SET GLOBAL error_on_division_by_zero = false;

-- A registry of the project, as text; its form is fixed, so that no strange cell changes how it is read.
CREATE OR REPLACE MACRO registry(name) AS TABLE
SELECT * FROM read_csv(
    getvariable('data') || '/' || name || '.csv',
    header = true, delim = ',', quote = '"', escape = '"', all_varchar = true
);

CREATE OR REPLACE TABLE countries AS
SELECT code AS country, name, adjective FROM registry('countries');

CREATE OR REPLACE TABLE organisations AS
SELECT lower(handle) AS handle, name AS organisation, country, role
FROM registry('organisations');

CREATE OR REPLACE TABLE renames AS
SELECT lower(old_handle) AS old_handle, lower(new_handle) AS new_handle
FROM registry('renames');

CREATE OR REPLACE TABLE licences AS
SELECT lower(licence) AS license, tier
FROM registry('licences');

CREATE OR REPLACE TABLE families AS
SELECT family, lower(handle) AS handle, lower(coalesce(name_prefix, '')) AS name_prefix
FROM registry('families');

-- A repository's identity across dates: no regard to case, the handle under its present name.
CREATE OR REPLACE MACRO present_handle(handle) AS
    coalesce((SELECT new_handle FROM renames WHERE old_handle = lower(handle)), lower(handle));

CREATE OR REPLACE MACRO present_id(repo_id) AS
    CASE WHEN contains(repo_id, '/')
         THEN present_handle(split_part(repo_id, '/', 1)) || lower(substr(repo_id, strpos(repo_id, '/')))
         ELSE lower(repo_id) END;

CREATE OR REPLACE TABLE tracked_models AS
SELECT DISTINCT present_id(repo_id) AS id
FROM registry('tracked_models');

-- Which organisation and family a repository belongs to; longest name prefix first.
CREATE OR REPLACE MACRO family_of(id) AS (
    SELECT family FROM families
    WHERE families.handle = split_part(id, '/', 1) AND starts_with(split_part(id, '/', 2), name_prefix)
    ORDER BY length(name_prefix) DESC, family LIMIT 1
);

-- The first day of a window: as given, or of the year of the last month that is complete on a date.
CREATE OR REPLACE MACRO first_day(since, date) AS
    CASE WHEN since IN ('year', 'any') THEN date_trunc('year', date - INTERVAL 1 MONTH)::DATE ELSE CAST(since AS DATE) END;

-- A copy in another number format, by its name: hardware makers publish many, also of others' models.
CREATE OR REPLACE MACRO is_copy(repo_id) AS regexp_matches(
    lower(repo_id),
    '(^|[^a-z0-9])(nv|mx)?(fp4|fp8|int4|int8|w4a16|w8a8|w4a4|4bit|8bit|gptq|awq|gguf|mlx|bnb|onnx|openvino)'
);

-- Every row of the snapshots as it stands.
CREATE OR REPLACE TEMP TABLE listed_rows AS
SELECT regexp_extract(filename, '([^/\\]+)\.parquet$', 1) AS snapshot, * EXCLUDE (filename, tags, last_modified)
FROM read_parquet(getvariable('snapshot_files'), filename = true);

-- Every way in which snapshots write a repository, bases that no snapshot holds included.
-- Repackagers and unlisted publishers have no country.
CREATE OR REPLACE TEMP TABLE writings AS
WITH written AS (
    SELECT repo_id, author FROM listed_rows UNION SELECT unnest(base_models).repo_id, NULL FROM listed_rows
),
identified AS (
    SELECT *, present_id(repo_id) AS path,
           CASE WHEN contains(repo_id, '/') THEN present_handle(split_part(repo_id, '/', 1)) ELSE present_handle(author) END AS handle
    FROM written
)
SELECT repo_id, author, path, handle, organisation, CASE WHEN role = 'publisher' THEN country END AS country,
       coalesce(role, 'unlisted') AS role, is_copy(repo_id) AS copy
FROM identified LEFT JOIN organisations USING (handle);

-- Every repository by its number. Numbers follow the order of the ids: they compare as the ids do, and faster.
CREATE OR REPLACE TABLE repositories AS
SELECT CAST(row_number() OVER (ORDER BY path) AS INTEGER) AS id, path, split_part(path, '/', 1) AS owner,
       path IN (FROM tracked_models) AS tracked, family_of(path) AS family
FROM (SELECT DISTINCT path FROM writings);

-- The names of the snapshots, in order and held as numbers.
CREATE TYPE snapshot_name AS ENUM (SELECT DISTINCT snapshot FROM listed_rows ORDER BY snapshot);

-- One row a model in a snapshot. Two rows whose ids differ in case only are one repository listed twice:
-- the one with more known figures is kept.
CREATE OR REPLACE TABLE observations AS
SELECT CAST(snapshot AS snapshot_name) AS snapshot, CAST(left(snapshot, 10) AS DATE) AS date, id, rows.repo_id, handle,
       organisation, country, role, tracked, family, downloads_30d AS downloads, likes, children,
       CAST(make_timestamp(epoch_us(created_at)) AS DATE) AS created, rows.license, tier, pipeline_tag, parameters, base_models, copy
FROM listed_rows AS rows
JOIN writings ON writings.repo_id = rows.repo_id AND writings.author IS NOT DISTINCT FROM rows.author
JOIN repositories USING (path)
LEFT JOIN licences ON licences.license = lower(rows.license)
QUALIFY row_number() OVER (
    PARTITION BY snapshot, id
    ORDER BY downloads_30d IS NULL, likes IS NULL, created_at IS NULL, rows.repo_id
) = 1
ORDER BY snapshot;

-- The base-model edges of every snapshot, self-references left out; a parent need not be in the file.
CREATE OR REPLACE TABLE all_edges AS
WITH declared AS (
    SELECT snapshot, id AS child, unnest(base_models) AS base FROM observations WHERE len(base_models) > 0
),
identified AS (
    SELECT DISTINCT snapshot, child, repositories.id AS parent, base.relation AS relation
    FROM declared JOIN writings ON writings.repo_id = base.repo_id AND author IS NULL JOIN repositories USING (path)
)
SELECT identified.*, held.id IS NOT NULL AS resolved
FROM identified LEFT JOIN observations AS held ON held.snapshot = identified.snapshot AND held.id = identified.parent
WHERE parent <> child;

DROP TABLE listed_rows;
DROP TABLE writings;

-- The rows of the chosen snapshots that belong to a population:
-- 'tracked' (the ATOM Project's list), 'listed' (publishers in the list of organisations), 'all' (every row).
CREATE OR REPLACE MACRO chosen(population) AS TABLE
SELECT * FROM observations
WHERE list_contains(CAST(getvariable('snapshots') AS snapshot_name[]), snapshot)
  AND date BETWEEN CAST(left(list_min(getvariable('snapshots')), 10) AS DATE) AND CAST(left(list_max(getvariable('snapshots')), 10) AS DATE)
  AND CASE population WHEN 'tracked' THEN tracked WHEN 'listed' THEN role = 'publisher' ELSE true END;

-- How much of the listed publishers' models has a known creation date: what any count by date of creation rests on.
CREATE OR REPLACE MACRO dated() AS (
    SELECT count(created) / count(*) FROM chosen('listed') WHERE country IS NOT NULL
);

-- What of a population is compared over the chosen snapshots: 'organisations' (those that every snapshot
-- observed, new models included), 'models' (only repositories whose downloads every snapshot knows), 'rows' (all).
CREATE OR REPLACE MACRO compared(population, compare) AS TABLE
WITH models AS (FROM chosen(population))
FROM models
WHERE compare = 'rows'
   OR (compare = 'organisations' AND handle IN (
        SELECT handle FROM models
        GROUP BY handle HAVING count(DISTINCT snapshot) = len(getvariable('snapshots'))))
   OR (compare = 'models' AND id IN (
        SELECT id FROM models WHERE downloads IS NOT NULL
        GROUP BY id HAVING count(DISTINCT snapshot) = len(getvariable('snapshots'))));

-- The rows with known downloads that a change between two neighbouring dates rests on, under the `later` of the two.
-- A model in both snapshots must be known in both; one that stands in a single snapshot (a new release, a departure) stays.
CREATE OR REPLACE MACRO comparable(rows_compared) AS TABLE
WITH models AS (SELECT date, id, repo_id, handle, country, downloads FROM query_table(rows_compared)),
pairs AS (
    SELECT date AS later, unnest([date, lag(date) OVER (ORDER BY date)]) AS date
    FROM (SELECT DISTINCT date FROM models) QUALIFY lag(date) OVER (ORDER BY date) IS NOT NULL
),
paired AS (SELECT * FROM pairs JOIN models USING (date))
SELECT * FROM paired ANTI JOIN (SELECT later, id FROM paired WHERE downloads IS NULL) USING (later, id);

-- How far each date compares with the one before: the days between, the models at the date that a change rests on, their
-- part of the known downloads, and whether that part is at least half at both dates, without which no change is given.
CREATE OR REPLACE MACRO comparison(rows_compared, rows_comparable) AS TABLE
WITH known AS (
    SELECT date, sum(downloads) AS downloads FROM query_table(rows_compared) GROUP BY date
),
steps AS (
    SELECT date, date - lag(date) OVER by_date AS days, downloads, lag(downloads) OVER by_date AS downloads_before
    FROM known WINDOW by_date AS (ORDER BY date)
),
kept AS (
    SELECT later AS date, count(*) FILTER (date = later) AS models, sum(downloads) FILTER (date = later) AS downloads,
           sum(downloads) FILTER (date < later) AS downloads_before
    FROM query_table(rows_comparable) GROUP BY later
)
SELECT date, days, models AS change_models, kept.downloads / steps.downloads AS change_part,
       kept.downloads >= 0.5 * steps.downloads AND kept.downloads_before >= 0.5 * steps.downloads_before AS enough
FROM steps LEFT JOIN kept USING (date);

CREATE OR REPLACE MACRO edges() AS TABLE
SELECT child, parent, relation, resolved FROM all_edges
WHERE list_contains(getvariable('snapshots'), snapshot);

-- Every model with each root of its lineage: the last ancestor that names no other base.
-- UNION keeps distinct pairs only, so that cycles end and a model counts once under a root.
CREATE OR REPLACE MACRO lineage() AS TABLE
WITH RECURSIVE climb(child, ancestor) AS (
    SELECT child, parent FROM edges()
    UNION
    SELECT climb.child, edges.parent FROM climb JOIN edges() AS edges ON edges.child = climb.ancestor
)
SELECT DISTINCT child, ancestor AS root
FROM climb
WHERE ancestor <> child AND ancestor NOT IN (SELECT child FROM edges());
