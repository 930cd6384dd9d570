-- Every model that a made-up Hub ever holds, as table `models`: a row for each name that it has had, in the order of ids.
-- Variables: seed; size (how many models); months; first and last (days of the snapshots); snapshots (files of the
-- bundled ones); sample (that of them which is a sample of all kinds of models); data (the registries).
-- A model is known by a number k, the oldest first. Whatever is drawn of it is a hash of seed, number and what is drawn.

CREATE OR REPLACE MACRO draw(k, what) AS hash(getvariable('seed'), k, what) / 18446744073709551616;
CREATE OR REPLACE MACRO normal(k, what) AS sqrt(-2 * ln(1 - draw(k, what))) * cos(2 * pi() * draw(k, what || ' again'));

CREATE OR REPLACE MACRO registry(name) AS TABLE
SELECT * FROM read_csv(getvariable('data') || '/' || name || '.csv', header = true, all_varchar = true);

-- What goes together in a real model (licence, task, library, size, tags, kind of derivative) is drawn together.
CREATE OR REPLACE TABLE patterns AS
SELECT row_number() OVER (ORDER BY repo_id) - 1 AS pattern, regexp_extract(repo_id, '[^/]*$') AS words, license, gated,
       pipeline_tag, library, parameters, list_filter(tags, lambda tag: NOT starts_with(tag, 'base_model:')) AS tags,
       base_models[1].relation AS relation, len(base_models) > 0 AS derived
FROM read_parquet(getvariable('sample'));

CREATE OR REPLACE TABLE listed AS
SELECT handle, row_number() OVER (ORDER BY hash(getvariable('seed'), handle)) - 1 AS place FROM registry('organisations');

-- Real models of listed organisations and tracked ones, the most liked first, as their newest snapshots know them:
-- a quarter of a small Hub, and all of them in a large one.
CREATE OR REPLACE TABLE known AS
WITH rows AS (
    SELECT *, regexp_extract(filename, '([0-9-]{10})', 1) AS day
    FROM read_parquet(getvariable('snapshots'), filename = true) WHERE contains(repo_id, '/')
),
newest AS (
    SELECT lower(repo_id) AS id, arg_max(repo_id, day) AS repo_id, arg_max(author, day) AS author,
           min(created_at) AS created_at, arg_max(downloads_30d, day) AS downloads, arg_max(likes, day) AS likes,
           arg_max(license, day) AS license, arg_max(pipeline_tag, day) AS pipeline_tag,
           arg_max(parameters, day) AS parameters, arg_max(base_models, day) AS base_models
    FROM rows GROUP BY lower(repo_id)
)
SELECT row_number() OVER (ORDER BY likes DESC NULLS LAST, id) - 1 AS k, * EXCLUDE (id)
FROM newest
WHERE author IN (SELECT handle FROM listed) OR id IN (SELECT lower(repo_id) FROM registry('tracked_models'))
QUALIFY k < getvariable('size') / 4;

-- A publisher's handle: every number is another name.
CREATE OR REPLACE MACRO syllable(number, place) AS
    ['ka', 'lo', 'mi', 'nu', 're', 'sa', 'to', 'vi', 'ba', 'de', 'fo', 'gu', 'ha', 'ji', 'po', 'zen'][((number >> (4 * place)) & 15) + 1];
CREATE OR REPLACE MACRO publisher(number) AS
    syllable(number, 0) || syllable(number, 1) || syllable(number, 2) || if(number >= 4096, syllable(number, 3), '')
    || if(number >= 65536, syllable(number, 4), '') || if(number >= 1048576, syllable(number, 5), '')
    || if(number >= 16777216, syllable(number, 6), '') || ['', '', '-ai', '-lab', '.org', 'X'][number % 6 + 1];

-- Three quarters are there from the start, the others come month by month. Some go; some get another name, which
-- nothing follows. Of the publishers 16 large ones are renamed in mid-series, which the registry of renames tells.
CREATE OR REPLACE TABLE drawn AS
WITH aged AS (
    SELECT k, greatest(0, (k / getvariable('size') - 0.75) * 4) AS late
    FROM range(CAST(getvariable('size') AS BIGINT)) AS numbers(k)
)
SELECT k, if(late > 0, least(1 + CAST(floor(late * (getvariable('months') - 1)) AS INTEGER), getvariable('months') - 1), 0) AS born,
       CASE WHEN late > 0 THEN getvariable('first') + (getvariable('last') - getvariable('first')) * late
            ELSE TIMESTAMP '2022-03-02' + (getvariable('first') - TIMESTAMP '2022-03-02') * sqrt(k / (0.75 * getvariable('size'))) END AS created,
       CASE WHEN draw(k, 'goes') < 0.04 THEN 1 + CAST(floor(draw(k, 'when gone') * getvariable('months')) AS INTEGER) END AS gone,
       CASE WHEN draw(k, 'other name') < 0.005 THEN CAST(ceil(draw(k, 'when named') * (getvariable('months') - 1)) AS INTEGER) END AS renamed,
       CAST(floor(draw(k, 'pattern') * (SELECT count(*) FROM patterns)) AS BIGINT) AS pattern,
       CASE WHEN draw(k, 'listed') < 0.01 THEN CAST(floor(draw(k, 'who') ** 2 * (SELECT count(*) FROM listed)) AS BIGINT) END AS place,
       CASE WHEN draw(k, 'alone') < 0.25 THEN k ELSE CAST(floor(getvariable('size') * 0.6 * draw(k, 'who') ** 2.4) AS BIGINT) END AS number
FROM aged;

CREATE OR REPLACE TABLE described AS
SELECT drawn.k, born, coalesce(CASE WHEN known.k IS NULL AND gone > born THEN gone END, getvariable('months')) AS gone,
       if(known.k IS NULL, renamed, NULL) AS renamed, known.k IS NULL AND place IS NULL AND number BETWEEN 8 AND 23 AS moves,
       coalesce(known.author, listed.handle, publisher(number)) AS author,
       coalesce(split_part(known.repo_id, '/', 2), words || '-' || lower(to_base(drawn.k, 36))) AS words,
       if(draw(drawn.k, 'no date') < 0.01, NULL, coalesce(CAST(known.created_at AS TIMESTAMP), created)) AS created,
       coalesce(known.downloads, exp(3.7 + 2.6 * normal(drawn.k, 'downloads'))) AS downloads,
       coalesce(known.likes, exp(1.3 * normal(drawn.k, 'downloads') + 1.1 * normal(drawn.k, 'likes') - 1.4)) AS likes,
       coalesce(known.license, patterns.license) AS license, gated, coalesce(known.pipeline_tag, patterns.pipeline_tag) AS pipeline_tag,
       library, coalesce(known.parameters, patterns.parameters) AS parameters, tags, known.base_models,
       CASE WHEN known.k IS NOT NULL THEN NULL WHEN draw(drawn.k // 3, 'ring') < 0.005 THEN 'ring'
            WHEN drawn.k % 200 = 7 THEN 'chain' WHEN NOT derived THEN NULL
            WHEN draw(drawn.k, 'base') < 0.01 THEN 'itself' WHEN draw(drawn.k, 'base') < 0.045 THEN 'malformed'
            WHEN draw(drawn.k, 'base') < 0.15 THEN 'any' ELSE 'popular' END AS derivation,
       relation
FROM drawn JOIN patterns USING (pattern) LEFT JOIN known ON known.k = drawn.k LEFT JOIN listed USING (place);

-- Whom a derivative names: a well-known model, any older one, the one before it in a chain of 100, the next in a ring
-- of three, itself; or what names no model. A merge names two.
CREATE OR REPLACE MACRO well_known(k, what) AS CAST(floor(exp(draw(k, what) ** 1.15 * ln(k + 1)) - 1) AS BIGINT);
CREATE OR REPLACE TABLE links AS
SELECT k, relation, derivation = 'malformed' AS malformed, unnest(CASE derivation
           WHEN 'popular' THEN if(relation = 'merge', [well_known(k, 'first'), well_known(k, 'second')], [well_known(k, 'first')])
           WHEN 'any' THEN [CAST(floor(draw(k, 'first') * k) AS BIGINT)]
           WHEN 'chain' THEN if((k // 200) % 100 = 0, [], [k - 200])
           WHEN 'ring' THEN [k // 3 * 3 + (k + 1) % 3] ELSE [k] END) AS parent
FROM described WHERE derivation IS NOT NULL;

CREATE OR REPLACE TABLE named AS
SELECT links.k, list_distinct(list({relation: links.relation, repo_id: CASE
           WHEN malformed THEN ['./output', 'Base Model 7B', 'https://huggingface.co/' || parent.author, parent.words, ''][links.k % 5 + 1]
           WHEN links.k % 101 = 0 THEN lower(parent.author || '/' || parent.words)
           ELSE parent.author || '/' || parent.words END} ORDER BY links.parent)) AS base_models
FROM links JOIN described AS parent ON parent.k = links.parent GROUP BY links.k;

-- One row a name; a few models are listed a second time in capitals, with nothing known of them.
CREATE OR REPLACE TABLE models AS
WITH epochs AS (
    SELECT k, unnest(list_sort(list_distinct([0, renamed, if(moves, getvariable('months') // 2, NULL)]))) AS since FROM described
),
spans AS (SELECT k, since, lead(since, 1, getvariable('months')) OVER (PARTITION BY k ORDER BY since) AS until FROM epochs),
names AS (
    SELECT k, since, until, author || if(moves AND since >= getvariable('months') // 2, '-hq', '') AS handle,
           words || if(since >= renamed, '-renamed', '') AS words, unnest(if(draw(k, 'twice') < 0.0005, [false, true], [false])) AS twice
    FROM spans JOIN described USING (k)
)
SELECT handle || '/' || if(twice, upper(names.words), names.words) AS repo_id, handle AS author, twice, k,
       greatest(since, born) AS since, least(until, gone) AS until, created, downloads, likes, license, gated, pipeline_tag, library,
       parameters, tags, coalesce(described.base_models, named.base_models, []) AS base_models
FROM names JOIN described USING (k) LEFT JOIN named USING (k) WHERE greatest(since, born) < least(until, gone)
ORDER BY repo_id;
