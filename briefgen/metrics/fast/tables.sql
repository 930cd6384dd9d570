-- The tables for many rows, which hold in numbers, and partly counted, what `../schema.sql` holds in words: that says what
-- they mean, and each answer is held equal to the one from there. Variables: data (the project's data folder),
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

-- A copy in another number format, by its id: hardware makers publish many, also of others' models.
CREATE OR REPLACE MACRO is_copy(path) AS regexp_matches(
    path,
    '(^|[^a-z0-9])(nv|mx)?(fp4|fp8|int4|int8|w4a16|w8a8|w4a4|4bit|8bit|gptq|awq|gguf|mlx|bnb|onnx|openvino)'
);

-- Every row of the snapshots as it stands. An id without an owner leaves it to the column `author` who publishes.
CREATE OR REPLACE TEMP VIEW listed_rows AS
SELECT regexp_extract(filename, '([^/\\]+)\.parquet$', 1) AS snapshot, * EXCLUDE (filename, tags, last_modified),
       CASE WHEN NOT contains(repo_id, '/') THEN author END AS account
FROM read_parquet(getvariable('snapshot_files'), filename = true);

-- The names of the snapshots, in order and held as numbers.
CREATE TYPE snapshot_name AS ENUM (
    SELECT DISTINCT regexp_extract(unnest(getvariable('snapshot_files')), '([^/\\]+)\.parquet$', 1) AS snapshot ORDER BY snapshot
);

-- The snapshots as bits, sixty to a word: a set of snapshots is a word's number and its bits added up.
CREATE OR REPLACE TABLE snapshot_bits AS
SELECT snapshot, place // 60 AS word, CAST(1 AS BIGINT) << (place % 60) AS bit
FROM (SELECT snapshot, CAST(row_number() OVER (ORDER BY snapshot) - 1 AS INTEGER) AS place
      FROM (SELECT DISTINCT CAST(snapshot AS snapshot_name) AS snapshot FROM listed_rows));

-- One row a snapshot: its date, where it comes from, and how much of the Hub a crawl read (null: it is no crawl).
CREATE OR REPLACE TABLE snapshots AS
SELECT snapshot, CAST(left(CAST(snapshot AS VARCHAR), 10) AS DATE) AS date, substr(CAST(snapshot AS VARCHAR), 12) AS origin,
       nullif(regexp_extract(CAST(snapshot AS VARCHAR), '-hub-(tracked|lineage|all)$', 1), '') AS scope
FROM snapshot_bits;

-- Whether an id is in a part of the alphabet. Snapshots are sorted by their ids, so that of each only this part is read. To
-- collect what recurs in many snapshots takes memory for every row; three parts, one by one, fit where the whole would not.
CREATE OR REPLACE MACRO is_between(id, low, high) AS id >= low AND (high IS NULL OR id < high);

-- What rows declare as their bases, and in which snapshots: it seldom changes from one to the next.
CREATE OR REPLACE MACRO stated_between(low, high) AS TABLE
WITH rows AS (
    SELECT repo_id, account, word, bit, unnest(base_models) AS base
    FROM listed_rows JOIN snapshot_bits ON snapshot_bits.snapshot = CAST(listed_rows.snapshot AS snapshot_name)
    WHERE is_between(repo_id, low, high)
)
SELECT repo_id, account, base.relation AS relation, base.repo_id AS written, word, bit_or(bit) AS bits
FROM rows GROUP BY repo_id, account, base.relation, base.repo_id, word;

CREATE OR REPLACE TEMP TABLE stated AS
FROM stated_between('', 'c') UNION ALL FROM stated_between('c', 'm') UNION ALL FROM stated_between('m', NULL);

-- Every way in which snapshots write a repository, bases that no snapshot holds included.
CREATE OR REPLACE MACRO written_between(low, high) AS TABLE
SELECT repo_id, account FROM listed_rows WHERE is_between(repo_id, low, high)
UNION
SELECT written, NULL FROM stated WHERE is_between(written, low, high);

CREATE OR REPLACE TEMP TABLE written AS
WITH rows AS (
    FROM written_between('', 'c') UNION ALL FROM written_between('c', 'm') UNION ALL FROM written_between('m', NULL)
),
-- As `present_id` and `present_handle` have it; one join for all is half the time of one for each.
owned AS (SELECT *, lower(written_handle(repo_id, account)) AS old_handle FROM rows),
present AS (SELECT owned.*, coalesce(new_handle, old_handle) AS handle FROM owned LEFT JOIN renames USING (old_handle))
SELECT repo_id, account, handle,
       CASE WHEN contains(repo_id, '/') THEN handle || lower(substr(repo_id, strpos(repo_id, '/'))) ELSE lower(repo_id) END AS path
FROM present;

-- Every repository by its number. Numbers follow the order of the ids: they compare as the ids do, and faster.
-- The longest prefix of its name says to which family it belongs; its country is that of the publisher that its id names.
CREATE OR REPLACE TABLE repositories AS
WITH paths AS (SELECT DISTINCT path, split_part(path, '/', 1) AS owner FROM written),
of_family AS (
    SELECT path, family FROM paths JOIN families ON families.handle = owner AND starts_with(split_part(path, '/', 2), name_prefix)
    QUALIFY row_number() OVER (PARTITION BY path ORDER BY length(name_prefix) DESC, family) = 1
)
SELECT CAST(row_number() OVER (ORDER BY path) AS INTEGER) AS id, path, path IN (FROM tracked_models) AS tracked, family,
       CASE WHEN role = 'publisher' THEN country END AS country
FROM paths LEFT JOIN of_family USING (path) LEFT JOIN organisations ON organisations.handle = owner;

-- Every publisher by its number, in the order of handles. Repackagers and unlisted publishers have no country.
CREATE OR REPLACE TABLE publishers AS
SELECT CAST(row_number() OVER (ORDER BY handle) AS INTEGER) AS publisher, handle, organisation,
       CASE WHEN role = 'publisher' THEN country END AS country, coalesce(role, 'unlisted') AS role
FROM (SELECT DISTINCT handle FROM written WHERE handle IS NOT NULL) LEFT JOIN organisations USING (handle);

-- The names themselves, each by its number, in their own order.
CREATE OR REPLACE TABLE names AS
SELECT CAST(row_number() OVER (ORDER BY repo_id, account) AS INTEGER) AS name, repo_id, account, id, publisher, is_copy(path) AS copy
FROM written JOIN repositories USING (path) LEFT JOIN publishers USING (handle);

DROP TABLE written;

-- One row a model in a snapshot, in numbers: what is asked of every model.
CREATE OR REPLACE TABLE observations AS
WITH known AS (SELECT names.*, country FROM names LEFT JOIN publishers ON publishers.publisher = names.publisher)
SELECT CAST(snapshot AS snapshot_name) AS snapshot, CAST(left(snapshot, 10) AS DATE) AS date, name, id, publisher, country,
       downloads_30d AS downloads, likes, children, CAST(make_timestamp(epoch_us(created_at)) AS DATE) AS created,
       license, pipeline_tag, parameters
FROM listed_rows AS rows JOIN known ON known.repo_id = rows.repo_id AND known.account IS NOT DISTINCT FROM rows.account;

-- Two rows whose ids differ in case only are one repository listed twice: the one with more known figures is kept.
CREATE OR REPLACE TEMP TABLE listed_twice AS
WITH often AS (SELECT id FROM names GROUP BY id HAVING count(*) > 1)
SELECT snapshot, name FROM observations WHERE id IN (FROM often)
QUALIFY row_number() OVER (PARTITION BY snapshot, id ORDER BY downloads IS NULL, likes IS NULL, created IS NULL, name) > 1;

DELETE FROM observations WHERE (snapshot, name) IN (FROM listed_twice);

-- The rows of listed publishers and of tracked models, in words: a small part of the Hub, and most of what is asked.
CREATE OR REPLACE TABLE noted AS
WITH few AS (
    SELECT name, repo_id, copy, handle, organisation, coalesce(role, 'unlisted') AS role, tracked, coalesce(role = 'publisher', false) AS listed
    FROM names JOIN repositories ON repositories.id = names.id LEFT JOIN publishers ON publishers.publisher = names.publisher
    WHERE tracked OR role = 'publisher'
)
SELECT observations.*, few.* EXCLUDE (name), tier
FROM observations JOIN few ON few.name = observations.name LEFT JOIN licences ON licences.license = lower(observations.license);

-- What each publisher holds in each snapshot; what has no owner counts as one.
CREATE OR REPLACE TEMP TABLE holders AS
SELECT snapshot, publisher, CAST(sum(downloads) AS HUGEINT) AS downloads FROM observations GROUP BY snapshot, publisher;

-- The snapshots in which each publisher has a model, as bits; by word they are written in one line.
CREATE OR REPLACE TEMP TABLE seen AS
SELECT publisher, word, bit_or(bit) AS bits
FROM holders JOIN snapshot_bits USING (snapshot) WHERE publisher IS NOT NULL GROUP BY publisher, word;

CREATE OR REPLACE TEMP TABLE seen_in AS
SELECT publisher, string_agg(CAST(word AS VARCHAR) || ':' || CAST(bits AS VARCHAR), ' ' ORDER BY word) AS places FROM seen GROUP BY publisher;

-- The sets of snapshots in which publishers have models: few, each of many publishers.
CREATE OR REPLACE TABLE presences AS
WITH sets AS (
    SELECT places, min(publisher) AS publisher, count(*) AS publishers, count(*) FILTER (country IS NULL) AS without_country
    FROM seen_in JOIN publishers USING (publisher) GROUP BY places
),
held AS (
    SELECT publisher, list(snapshot ORDER BY snapshot) AS snapshots
    FROM sets JOIN seen USING (publisher) JOIN snapshot_bits USING (word) WHERE (bits & bit) <> 0 GROUP BY publisher
)
SELECT CAST(row_number() OVER (ORDER BY snapshots) AS INTEGER) AS presence, sets.*, snapshots FROM sets JOIN held USING (publisher);

-- The set of each publisher; what has no owner belongs to the set 0.
CREATE OR REPLACE TABLE standing AS SELECT seen_in.publisher, presence FROM seen_in JOIN presences USING (places);

DROP TABLE seen;
DROP TABLE seen_in;

-- The downloads of publishers squared and added, as integers: the same bytes on any machine.
CREATE OR REPLACE TABLE publisher_squares AS
SELECT snapshot, coalesce(presence, 0) AS presence, sum(downloads * downloads) AS squares
FROM holders LEFT JOIN standing USING (publisher) GROUP BY snapshot, presence;

DROP TABLE holders;

-- How many models have how many downloads, and which of them is the first.
CREATE OR REPLACE TABLE download_figures AS
SELECT snapshot, date, coalesce(presence, 0) AS presence, downloads, count(*) AS models, min(id) AS id, arg_min(name, id) AS name
FROM observations LEFT JOIN standing USING (publisher) GROUP BY snapshot, date, presence, downloads;

-- The rows of models whose downloads are not known in some snapshot.
CREATE OR REPLACE TABLE uncertain AS
SELECT snapshot, date, id, coalesce(presence, 0) AS presence, downloads
FROM observations LEFT JOIN standing USING (publisher) WHERE id IN (SELECT id FROM observations WHERE downloads IS NULL);

-- The rows of models that have a derivative in some snapshot.
CREATE OR REPLACE TABLE parents AS
SELECT snapshot, date, observations.id, name, presence, observations.country, family, children
FROM observations JOIN repositories ON repositories.id = observations.id LEFT JOIN standing USING (publisher)
WHERE observations.id IN (SELECT id FROM observations WHERE children > 0);

-- How many derivatives they have, of each family and country.
CREATE OR REPLACE TABLE derivative_totals AS
SELECT snapshot, date, presence, country, family, sum(children) AS children
FROM parents GROUP BY snapshot, date, presence, country, family;

-- What was added since the snapshot before of the same archive, of parents that stand in both.
CREATE OR REPLACE TABLE derivative_growth AS
WITH pairs AS (
    SELECT snapshot, lag(snapshot) OVER (PARTITION BY origin ORDER BY snapshot) AS before FROM snapshots
)
SELECT now.snapshot, pairs.before, now.presence, before.presence AS presence_before, now.country, now.family,
       sum(now.children - before.children) AS added
FROM pairs JOIN parents AS now ON now.snapshot = pairs.snapshot
JOIN parents AS before ON before.snapshot = pairs.before AND before.id = now.id
GROUP BY now.snapshot, pairs.before, now.presence, before.presence, now.country, now.family;

-- The three parents with most derivatives, of each set of publishers.
CREATE OR REPLACE TABLE leading_parents AS
WITH needed AS (
    SELECT snapshot, presence, coalesce(max(children) FILTER (place >= 3), 1) AS least
    FROM (SELECT snapshot, presence, children,
                 sum(count(*)) OVER (PARTITION BY snapshot, presence ORDER BY children DESC ROWS UNBOUNDED PRECEDING) AS place
          FROM parents WHERE children > 0 GROUP BY snapshot, presence, children)
    GROUP BY snapshot, presence
)
SELECT snapshot, date, id, name, presence, country, family, children
FROM parents JOIN needed USING (snapshot, presence) WHERE children >= least
QUALIFY row_number() OVER (PARTITION BY snapshot, presence ORDER BY children DESC, id) <= 3;

-- How much each snapshot holds, and knows of it.
CREATE OR REPLACE TABLE extents AS
WITH held AS (
    SELECT snapshot, any_value(date) AS date, count(*) AS models, count(country) AS models_with_country,
           count(downloads) AS downloads_known, sum(downloads) AS downloads, count(likes) AS likes_known,
           count(created) AS created_known, count(license) AS license_known,
           sum(downloads) FILTER (likes IS NOT NULL) AS downloads_liked,
           sum(downloads) FILTER (country IS NULL) AS downloads_without_country
    FROM observations GROUP BY snapshot
)
SELECT * FROM held JOIN snapshot_bits USING (snapshot) JOIN snapshots USING (snapshot, date);

-- What the rows that are kept declare, in numbers; a self-reference is none.
CREATE OR REPLACE TEMP TABLE declared AS
WITH gone AS (
    SELECT name, word, bit_or(bit) AS bits FROM listed_twice JOIN snapshot_bits USING (snapshot) GROUP BY name, word
)
SELECT child.id AS child, parent.id AS parent, parent.name AS base, relation, stated.word, stated.bits & ~coalesce(gone.bits, 0) AS bits
FROM stated JOIN names AS child ON child.repo_id = stated.repo_id AND child.account IS NOT DISTINCT FROM stated.account
JOIN names AS parent ON parent.repo_id = stated.written AND parent.account IS NULL
LEFT JOIN gone ON gone.name = child.name AND gone.word = stated.word
WHERE parent.id <> child.id;

DROP TABLE stated;
DROP TABLE listed_twice;

-- The base-model edges, in which snapshots each stands, and in which of these the parent itself names a base. The parent need
-- not be in the file.
CREATE OR REPLACE TABLE all_edges AS
WITH joined AS (SELECT child, parent, relation, word, bit_or(bits) AS bits FROM declared GROUP BY child, parent, relation, word),
based AS (SELECT child AS parent, word, bit_or(bits) AS bits FROM joined GROUP BY child, word)
SELECT joined.*, joined.bits & coalesce(based.bits, 0) AS onward_bits FROM joined LEFT JOIN based USING (parent, word);

-- The edges that a climb takes, snapshot by snapshot: each of its steps looks at all of one.
CREATE OR REPLACE TABLE onward_edges AS
SELECT snapshot, child, parent FROM all_edges JOIN snapshot_bits USING (word) WHERE (onward_bits & bit) <> 0 ORDER BY snapshot;

-- How derivatives write their bases, and in which snapshots.
CREATE OR REPLACE TABLE base_names AS
SELECT parent, base AS name, word, bit_or(bits) AS bits FROM declared GROUP BY parent, base, word;

DROP TABLE declared;
