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

-- The first day of a window: as given, or of the year of the last month that is complete on a date.
CREATE OR REPLACE MACRO first_day(since, date) AS
    CASE WHEN since IN ('year', 'any') THEN date_trunc('year', date - INTERVAL 1 MONTH)::DATE ELSE CAST(since AS DATE) END;

-- Who publishes, as a snapshot writes it: an id without an owner leaves it to the column `author`.
CREATE OR REPLACE MACRO written_handle(repo_id, account) AS
    CASE WHEN contains(repo_id, '/') THEN split_part(repo_id, '/', 1) ELSE account END;

-- A copy in another number format, by its name: hardware makers publish many, also of others' models.
CREATE OR REPLACE MACRO is_copy(repo_id) AS regexp_matches(
    lower(repo_id),
    '(^|[^a-z0-9])(nv|mx)?(fp4|fp8|int4|int8|w4a16|w8a8|w4a4|4bit|8bit|gptq|awq|gguf|mlx|bnb|onnx|openvino)'
);

-- Every row of the snapshots as it stands. An id without an owner leaves it to the column `author` who publishes.
CREATE OR REPLACE TEMP VIEW listed_rows AS
SELECT regexp_extract(filename, '([^/\\]+)\.parquet$', 1) AS snapshot, * EXCLUDE (filename, tags, last_modified),
       CASE WHEN NOT contains(repo_id, '/') THEN author END AS account
FROM read_parquet(getvariable('snapshot_files'), filename = true);

-- Every way in which snapshots write a repository, bases that no snapshot holds included.
CREATE OR REPLACE TEMP TABLE written AS
WITH bases AS (SELECT base.repo_id AS repo_id FROM (SELECT unnest(base_models) AS base FROM listed_rows)),
rows AS (SELECT repo_id, account FROM listed_rows UNION SELECT repo_id, NULL FROM bases),
-- As `present_id` and `present_handle` have it; one join for all is half the time of one for each.
owned AS (SELECT *, lower(written_handle(repo_id, account)) AS old_handle FROM rows),
present AS (SELECT owned.*, coalesce(new_handle, old_handle) AS handle FROM owned LEFT JOIN renames USING (old_handle))
SELECT repo_id, account, handle,
       CASE WHEN contains(repo_id, '/') THEN handle || lower(substr(repo_id, strpos(repo_id, '/'))) ELSE lower(repo_id) END AS path
FROM present;

-- Every repository by its number. Numbers follow the order of the ids: they compare as the ids do, and faster.
-- The longest prefix of its name says to which family it belongs.
CREATE OR REPLACE TABLE repositories AS
WITH paths AS (SELECT DISTINCT path, split_part(path, '/', 1) AS owner FROM written),
of_family AS (
    SELECT path, family FROM paths JOIN families ON families.handle = owner AND starts_with(split_part(path, '/', 2), name_prefix)
    QUALIFY row_number() OVER (PARTITION BY path ORDER BY length(name_prefix) DESC, family) = 1
)
SELECT CAST(row_number() OVER (ORDER BY path) AS INTEGER) AS id, path, owner, path IN (FROM tracked_models) AS tracked, family
FROM paths LEFT JOIN of_family USING (path);

-- Every publisher by its number, in the order of handles. Repackagers and unlisted publishers have no country.
CREATE OR REPLACE TABLE publishers AS
SELECT CAST(row_number() OVER (ORDER BY handle) AS INTEGER) AS publisher, handle, organisation,
       CASE WHEN role = 'publisher' THEN country END AS country, coalesce(role, 'unlisted') AS role
FROM (SELECT DISTINCT handle FROM written WHERE handle IS NOT NULL) LEFT JOIN organisations USING (handle);

-- The names themselves, each by its number.
CREATE OR REPLACE TABLE names AS
SELECT CAST(row_number() OVER (ORDER BY repo_id, account) AS INTEGER) AS name, repo_id, account, id, publisher, is_copy(repo_id) AS copy
FROM written JOIN repositories USING (path) LEFT JOIN publishers USING (handle);

DROP TABLE written;

-- The names of the snapshots, in order and held as numbers.
CREATE TYPE snapshot_name AS ENUM (
    SELECT DISTINCT regexp_extract(unnest(getvariable('snapshot_files')), '([^/\\]+)\.parquet$', 1) AS snapshot ORDER BY snapshot
);

-- One row a model in a snapshot, in numbers: what is asked of every model.
CREATE OR REPLACE TABLE observations AS
WITH known AS (
    SELECT name, repo_id, account, names.id, names.publisher, country, family, tracked, coalesce(role = 'publisher', false) AS listed
    FROM names JOIN repositories ON repositories.id = names.id LEFT JOIN publishers ON publishers.publisher = names.publisher
)
SELECT CAST(snapshot AS snapshot_name) AS snapshot, CAST(left(snapshot, 10) AS DATE) AS date, name, id, publisher, country, family,
       tracked, listed, downloads_30d AS downloads, likes, children,
       CAST(make_timestamp(epoch_us(created_at)) AS DATE) AS created, license, pipeline_tag, parameters
FROM listed_rows AS rows JOIN known ON known.repo_id = rows.repo_id AND known.account IS NOT DISTINCT FROM rows.account;

-- Two rows whose ids differ in case only are one repository listed twice: the one with more known figures is kept.
CREATE OR REPLACE TEMP TABLE listed_twice AS
WITH often AS (SELECT id FROM names GROUP BY id HAVING count(*) > 1)
SELECT snapshot, name FROM observations WHERE id IN (FROM often)
QUALIFY row_number() OVER (PARTITION BY snapshot, id ORDER BY downloads IS NULL, likes IS NULL, created IS NULL, name) > 1;

DELETE FROM observations WHERE (snapshot, name) IN (FROM listed_twice);

-- The same rows with their names in words.
CREATE OR REPLACE VIEW described AS
SELECT observations.*, repo_id, copy, handle, organisation, coalesce(role, 'unlisted') AS role, tier
FROM observations JOIN names ON names.name = observations.name LEFT JOIN publishers ON publishers.publisher = observations.publisher
LEFT JOIN licences ON licences.license = lower(observations.license);

-- The rows of listed publishers and of tracked models: a small part of the Hub, and most of what is asked.
CREATE OR REPLACE TABLE noted AS FROM described WHERE listed OR tracked;

-- The rows of models that have a derivative in some snapshot.
CREATE OR REPLACE TABLE parents AS
FROM observations WHERE id IN (SELECT id FROM observations WHERE children > 0);

-- The snapshots in which each publisher has a model: few sets of snapshots, each with many publishers.
CREATE OR REPLACE TEMP TABLE seen AS
SELECT publisher, list(snapshot ORDER BY snapshot) AS snapshots
FROM (SELECT DISTINCT publisher, snapshot FROM observations WHERE publisher IS NOT NULL) GROUP BY publisher;

CREATE OR REPLACE TABLE presences AS
SELECT CAST(row_number() OVER (ORDER BY snapshots) AS INTEGER) AS presence, snapshots, count(*) AS publishers FROM seen GROUP BY snapshots;

CREATE OR REPLACE TABLE standing AS SELECT publisher, presence FROM seen JOIN presences USING (snapshots);

DROP TABLE seen;

-- How much each snapshot holds, and knows of it.
CREATE OR REPLACE TABLE extents AS
SELECT snapshot, count(*) AS models, count(downloads) AS downloads_known, sum(downloads) AS downloads,
       sum(downloads) FILTER (likes IS NOT NULL) AS downloads_liked
FROM observations GROUP BY snapshot;

-- The base-model edges of every snapshot, self-references left out; a parent need not be in the file.
CREATE OR REPLACE TEMP TABLE declared AS
WITH rows AS (SELECT CAST(snapshot AS snapshot_name) AS snapshot, repo_id, account, unnest(base_models) AS base FROM listed_rows)
SELECT snapshot, child.name, child.id AS child, parent.id AS parent, base.relation AS relation, base.repo_id AS written
FROM rows JOIN names AS child ON child.repo_id = rows.repo_id AND child.account IS NOT DISTINCT FROM rows.account
JOIN names AS parent ON parent.repo_id = base.repo_id AND parent.account IS NULL;

DELETE FROM declared WHERE (snapshot, name) IN (FROM listed_twice);

CREATE OR REPLACE TABLE all_edges AS
WITH edges AS (SELECT DISTINCT snapshot, child, parent, relation FROM declared WHERE parent <> child),
held AS (SELECT snapshot, id FROM observations WHERE id IN (SELECT parent FROM edges))
SELECT edges.*, held.id IS NOT NULL AS resolved
FROM edges LEFT JOIN held ON held.snapshot = edges.snapshot AND held.id = edges.parent;

-- How the derivatives of a snapshot write their bases: the first writing in the order of letters; a self-reference is none.
CREATE OR REPLACE TABLE base_names AS
SELECT snapshot, parent, min(written) AS written FROM declared WHERE parent <> child GROUP BY snapshot, parent;

DROP TABLE declared;
DROP TABLE listed_twice;

-- The rows of the chosen snapshots that belong to a population, in numbers:
-- 'tracked' (the ATOM Project's list), 'listed' (publishers in the list of organisations), 'all' (every row);
-- and of every row 'parents' (models that have a derivative in some snapshot), which are fewer.
CREATE OR REPLACE MACRO counted(population) AS TABLE
WITH models AS (
    FROM observations WHERE population = 'all'
    UNION ALL
    FROM parents WHERE population = 'parents'
    UNION ALL
    SELECT * EXCLUDE (repo_id, copy, handle, organisation, role, tier) FROM noted WHERE population = 'tracked' AND tracked OR population = 'listed' AND listed
)
FROM models
WHERE list_contains(CAST(getvariable('snapshots') AS snapshot_name[]), snapshot)
  AND date BETWEEN CAST(left(list_min(getvariable('snapshots')), 10) AS DATE) AND CAST(left(list_max(getvariable('snapshots')), 10) AS DATE);

-- The same with names in words and all that is known of a model.
CREATE OR REPLACE MACRO chosen(population) AS TABLE
WITH models AS (
    FROM described WHERE population = 'all'
    UNION ALL
    FROM noted WHERE population = 'tracked' AND tracked OR population = 'listed' AND listed
)
FROM models
WHERE list_contains(CAST(getvariable('snapshots') AS snapshot_name[]), snapshot)
  AND date BETWEEN CAST(left(list_min(getvariable('snapshots')), 10) AS DATE) AND CAST(left(list_max(getvariable('snapshots')), 10) AS DATE);

-- How much of the listed publishers' models has a known creation date: what any count by date of creation rests on.
CREATE OR REPLACE MACRO dated() AS (
    SELECT count(created) / count(*) FROM counted('listed') WHERE country IS NOT NULL
);

-- The publishers of a population that every chosen snapshot observed.
CREATE OR REPLACE MACRO throughout(population) AS TABLE
SELECT publisher FROM standing JOIN presences USING (presence)
WHERE population IN ('all', 'parents') AND list_has_all(snapshots, CAST(getvariable('snapshots') AS snapshot_name[]))
UNION ALL
SELECT publisher FROM counted(population) WHERE population NOT IN ('all', 'parents')
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

-- Each date with the one before, both under the `later` of the two.
CREATE OR REPLACE MACRO neighbours(rows_compared) AS TABLE
WITH steps AS (
    SELECT date, lag(date) OVER (ORDER BY date) AS before FROM (SELECT DISTINCT date FROM query_table(rows_compared))
)
SELECT date AS later, unnest([date, before]) AS date FROM steps WHERE before IS NOT NULL;

-- The rows with known downloads that a change between two neighbouring dates does not rest on: those of models whose
-- downloads are not known at one of the two. A model in a single snapshot (a new release, a departure) is not among them.
CREATE OR REPLACE MACRO set_aside(rows_compared) AS TABLE
WITH pairs AS (FROM neighbours(rows_compared)),
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

CREATE OR REPLACE MACRO edges() AS TABLE
SELECT child, parent, relation, resolved FROM all_edges
WHERE list_contains(getvariable('snapshots'), snapshot);

-- Every model of a population with each root of its lineage: the last ancestor that names no other base.
-- UNION keeps distinct pairs only, so that cycles end and a model counts once under a root.
CREATE OR REPLACE MACRO lineage(population) AS TABLE
WITH RECURSIVE climb(child, ancestor) AS (
    SELECT child, parent FROM (
        SELECT child, parent FROM edges() WHERE population = 'all'
        UNION ALL
        SELECT child, parent FROM edges() WHERE population <> 'all' AND child IN (SELECT id FROM counted(population))
    )
    UNION
    SELECT climb.child, edges.parent FROM climb JOIN edges() AS edges ON edges.child = climb.ancestor
)
SELECT DISTINCT child, ancestor AS root
FROM climb
WHERE ancestor <> child AND ancestor NOT IN (SELECT child FROM edges());
