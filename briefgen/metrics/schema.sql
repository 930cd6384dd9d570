-- The tables that every metric reads, made of the snapshots' Parquet files and the project's registries (CSV).
-- Null always means: not known. Set beforehand: the variables data (the project's data folder) and snapshot_files (its
-- Parquet files). Set for each question: snapshots (the ids of those that are asked) and the metric's parameters.

-- A share of nothing is not known: dividing by zero gives null, not infinity.
SET GLOBAL ieee_floating_point_ops = false;
SET GLOBAL error_on_division_by_zero = false;

-- A registry of the project, every cell as text, whatever stands in it.
CREATE OR REPLACE MACRO registry(name) AS TABLE
SELECT * FROM read_csv(
    getvariable('data') || '/' || name || '.csv',
    header = true, delim = ',', quote = '"', escape = '"', all_varchar = true
);

-- countries: one row a country.
CREATE OR REPLACE TABLE countries AS
SELECT code AS country,   -- ISO 3166 code
       name,              -- in English
       adjective          -- what its models are called
FROM registry('countries');

-- organisations: one row a Hub handle that has been looked up.
CREATE OR REPLACE TABLE organisations AS
SELECT lower(handle) AS handle,   -- in lower case, under its present name
       name AS organisation,      -- the name behind it
       country,                   -- primary base, ISO 3166
       role                       -- publisher, or repackager of the models of others
FROM registry('organisations');

-- licences: one row a licence that has a tier.
CREATE OR REPLACE TABLE licences AS
SELECT lower(licence) AS license,   -- the Hub's name for it
       tier                         -- permissive, copyleft, use-restricted, non-commercial or other
FROM registry('licences');

-- Handles that were changed; a repository's id holds the present one in every snapshot.
CREATE OR REPLACE TABLE renames AS
SELECT lower(old_handle) AS old_handle, lower(new_handle) AS new_handle FROM registry('renames');

CREATE OR REPLACE MACRO present_handle(handle) AS
    coalesce((SELECT max(new_handle) FROM renames WHERE old_handle = lower(handle)), lower(handle));

CREATE OR REPLACE MACRO present_id(repo_id) AS
    CASE WHEN contains(repo_id, '/')
         THEN present_handle(split_part(repo_id, '/', 1)) || lower(substr(repo_id, strpos(repo_id, '/')))
         ELSE lower(repo_id) END;

-- Every row of the files. Who publishes stands before the slash of the id, or, where there is none, in the column author.
CREATE OR REPLACE TEMP TABLE file_rows AS
WITH files AS (
    SELECT *, regexp_extract(filename, '([^/\\]+)\.parquet$', 1) AS snapshot,
           CASE WHEN contains(repo_id, '/') THEN split_part(repo_id, '/', 1) ELSE author END AS account
    FROM read_parquet(getvariable('snapshot_files'), filename = true)
)
SELECT snapshot, repo_id, account, present_id(repo_id) AS model, present_handle(account) AS handle, downloads_30d, likes,
       children, created_at, license, pipeline_tag, parameters, base_models
FROM files;

-- snapshots: one row a snapshot, read from its id.
CREATE OR REPLACE TABLE snapshots AS
SELECT DISTINCT snapshot,                               -- its id: the date, then the origin
       CAST(left(snapshot, 10) AS DATE) AS date,        -- the day that it is of
       substr(snapshot, 12) AS origin,                  -- the archive that it comes from
       -- how much of the Hub a crawl read: tracked, lineage or all; null for what is not a crawl
       nullif(regexp_extract(snapshot, '-hub-(tracked|lineage|all)$', 1), '') AS scope
FROM file_rows;

-- models: one row a repository, those included that snapshots name as a base and none of them holds.
CREATE OR REPLACE TABLE models AS
WITH every_id AS (
    SELECT model FROM file_rows
    UNION
    SELECT present_id(repo_id) FROM (SELECT DISTINCT base.repo_id FROM (SELECT unnest(base_models) AS base FROM file_rows))
),
named AS (SELECT model, split_part(model, '/', 1) AS owner, split_part(model, '/', 2) AS name FROM every_id),
-- The family with the longest prefix that fits the name.
fitting AS (
    SELECT model, family
    FROM named JOIN registry('families') AS families
      ON lower(handle) = owner AND starts_with(name, lower(coalesce(name_prefix, '')))
    QUALIFY row_number() OVER (PARTITION BY model ORDER BY length(coalesce(name_prefix, '')) DESC, family) = 1
)
SELECT model,                                                        -- its id in lower case, the handle under its present name
       CASE WHEN role = 'publisher' THEN country END AS country,     -- of the publisher that the id names
       family,                                                       -- null where it belongs to no family of the registry
       -- whether it is on the ATOM Project's list of mainline models
       model IN (SELECT present_id(repo_id) FROM registry('tracked_models')) AS tracked,
       -- whether its id says that it is a copy in another number format: hardware makers publish many, also of others' models
       regexp_matches(
           model, '(^|[^a-z0-9])(nv|mx)?(fp4|fp8|int4|int8|w4a16|w8a8|w4a4|4bit|8bit|gptq|awq|gguf|mlx|bnb|onnx|openvino)'
       ) AS copy
FROM named LEFT JOIN organisations ON organisations.handle = owner LEFT JOIN fitting USING (model);

-- observations: one row a model in a snapshot: what the snapshot says of it, and what the tables above add. Two rows of a
-- file whose ids differ in case alone are one repository listed twice: the one with more known figures counts.
CREATE OR REPLACE TABLE observations AS
WITH once AS (
    SELECT * FROM file_rows
    QUALIFY row_number() OVER (
        PARTITION BY snapshot, model ORDER BY downloads_30d IS NULL, likes IS NULL, created_at IS NULL, repo_id, account) = 1
)
SELECT snapshot, date, origin,                                      -- as in snapshots
       model,                                                       -- as in models, the same in every snapshot
       repo_id,                                                     -- the model as this snapshot writes it
       once.handle,                                                 -- the publisher's, as in organisations
       organisation,                                                -- its name; null where the handle has not been looked up
       coalesce(organisation, account) AS publisher,                -- that name, or else the handle as this snapshot writes it
       CASE WHEN role = 'publisher' THEN organisations.country END AS country,   -- null for repackagers and for who is not known
       coalesce(role = 'publisher', false) AS listed,               -- whether the handle is that of a known publisher
       tracked, copy, family,                                       -- as in models
       downloads_30d AS downloads,                                  -- requests in the 30 days before the date
       likes,                                                       -- since the model's first day
       children,                                                    -- models of the whole Hub that name it as their base
       CAST(make_timestamp(epoch_us(created_at)) AS DATE) AS created,   -- the day, UTC; the Hub has none before March 2, 2022
       once.license,                                                -- as declared; '' where none is
       tier,                                                        -- the licence's, as in licences
       pipeline_tag,                                                -- what the model is for, as declared
       parameters,                                                  -- of the stored weights
       base_models                                                  -- its bases as declared, each with the relation to it
FROM once JOIN snapshots USING (snapshot) JOIN models USING (model)
LEFT JOIN organisations ON organisations.handle = once.handle LEFT JOIN licences ON licences.license = lower(once.license);

DROP TABLE file_rows;

-- edges: one row a link in a snapshot, from a derivative to a base that it names, which need not be in the snapshot.
CREATE OR REPLACE TABLE edges AS
WITH declared AS (SELECT snapshot, model, unnest(base_models) AS base FROM observations)
SELECT snapshot,
       model AS child,                              -- the derivative, as in models
       present_id(base.repo_id) AS parent,          -- the base, as in models
       base.relation AS relation,                   -- finetune, adapter, merge, quantized, as declared; null where no kind is
       min(base.repo_id) AS written                 -- the base as the derivative writes it
FROM declared WHERE present_id(base.repo_id) <> model
GROUP BY snapshot, model, present_id(base.repo_id), base.relation;

-- The observations of the snapshots asked, of one population: 'tracked' (mainline models), 'listed' (models of known
-- publishers), 'all' (every row).
CREATE OR REPLACE MACRO observed(population) AS TABLE
SELECT * FROM observations
WHERE snapshot IN (SELECT unnest(getvariable('snapshots')))
  AND CASE population WHEN 'tracked' THEN tracked WHEN 'listed' THEN listed ELSE true END;

-- Those of them that are compared from date to date: 'organisations' (of handles that every snapshot asked observed, new
-- models included), 'models' (those whose downloads every snapshot knows), 'rows' (all of them).
CREATE OR REPLACE MACRO compared(population, compare) AS TABLE
SELECT * FROM observed(population) WHERE compare = 'rows'
UNION ALL
SELECT * FROM observed(population) WHERE compare = 'organisations' AND handle IN (
    SELECT handle FROM observed(population)
    GROUP BY handle HAVING count(DISTINCT snapshot) = array_length(getvariable('snapshots')))
UNION ALL
SELECT * FROM observed(population) WHERE compare = 'models' AND model IN (
    SELECT model FROM observed(population) WHERE downloads IS NOT NULL
    GROUP BY model HAVING count(DISTINCT snapshot) = array_length(getvariable('snapshots')));

-- How much of the models of known publishers with a country has a known creation date: what counts by that date rest on.
CREATE OR REPLACE MACRO creation_known() AS (
    SELECT count(created) / count(*) FROM observed('listed') WHERE country IS NOT NULL
);

-- The first day of a window: as given, or of the year of the last month that is complete on a date.
CREATE OR REPLACE MACRO first_day(since, date) AS
    CASE WHEN since IN ('year', 'any') THEN date_trunc('year', date - INTERVAL 1 MONTH)::DATE ELSE CAST(since AS DATE) END;

-- What a change from one date to the next rests on: the rows of both, each under the `later` of the two, but for models whose
-- downloads are not known at one of them. A model that only one date holds (a new release, a departure) is among them.
CREATE OR REPLACE MACRO comparable(rows_compared) AS TABLE
WITH steps AS (
    SELECT date, lag(date) OVER (ORDER BY date) AS before FROM (SELECT DISTINCT date FROM query_table(rows_compared))
),
pairs AS (SELECT date AS later, unnest([date, before]) AS date FROM steps WHERE before IS NOT NULL),
paired AS (SELECT * FROM pairs JOIN query_table(rows_compared) USING (date))
SELECT * FROM paired ANTI JOIN (SELECT later, model FROM paired WHERE downloads IS NULL) USING (later, model);

-- How far each date compares with the one before: the days between, the models at the date that a change rests on, their
-- part of its known downloads, and whether that part is half at least at both dates: `enough` to give a change at all.
CREATE OR REPLACE MACRO comparison(rows_compared, rows_comparable) AS TABLE
WITH known AS (SELECT date, sum(downloads) AS downloads FROM query_table(rows_compared) GROUP BY date),
steps AS (
    SELECT date, date_diff('day', lag(date) OVER by_date, date) AS days, downloads, lag(downloads) OVER by_date AS downloads_before
    FROM known WINDOW by_date AS (ORDER BY date)
),
resting AS (
    SELECT later AS date, nullif(count(*) FILTER (date = later), 0) AS models, sum(downloads) FILTER (date = later) AS downloads,
           sum(downloads) FILTER (date < later) AS downloads_before
    FROM query_table(rows_comparable) GROUP BY later
)
SELECT date, days, models AS change_models, resting.downloads / steps.downloads AS change_part,
       resting.downloads >= 0.5 * steps.downloads AND resting.downloads_before >= 0.5 * steps.downloads_before AS enough
FROM steps LEFT JOIN resting USING (date);

-- The links in the snapshots asked.
CREATE OR REPLACE MACRO links() AS TABLE
SELECT * FROM edges WHERE snapshot IN (SELECT unnest(getvariable('snapshots')));

-- Every model of a population with each root of its lineage: the last ancestor, which names no base itself. UNION drops what
-- was found before, so that a circle of bases ends and a model counts once under a root.
CREATE OR REPLACE MACRO lineage(population) AS TABLE
WITH RECURSIVE climb(snapshot, child, ancestor) AS (
    SELECT snapshot, child, parent FROM links() WHERE child IN (SELECT model FROM observed(population))
    UNION
    SELECT climb.snapshot, climb.child, edges.parent
    FROM climb JOIN edges ON edges.snapshot = climb.snapshot AND edges.child = climb.ancestor
)
SELECT DISTINCT child, ancestor AS root FROM climb
WHERE NOT EXISTS (FROM edges WHERE edges.snapshot = climb.snapshot AND edges.child = climb.ancestor);

-- What derivatives are counted by: a family or a country, '' for the rest.
CREATE OR REPLACE MACRO counted_under(counted_by, family, country) AS
    coalesce(CASE counted_by WHEN 'family' THEN family ELSE country END, '');
