-- The tables of questions.py, asked of the snapshots in one session of DuckDB.
-- Variables: files (the snapshots), newest (the last of them), data (the registries' folder).

CREATE MACRO registry(name) AS TABLE
SELECT * FROM read_csv(getvariable('data') || '/' || name || '.csv', header = true, all_varchar = true);

CREATE TABLE organisations AS
SELECT lower(handle) AS handle, name AS organisation, role = 'publisher' AS listed, CASE WHEN role = 'publisher' THEN country END AS country
FROM registry('organisations');

CREATE TABLE renames AS SELECT lower(old_handle) AS old, lower(new_handle) AS new FROM registry('renames');

-- Every row under its present name: no regard to case, renamed accounts followed.
CREATE TABLE listings AS
WITH rows AS (
    SELECT CAST(left(parse_filename(filename), 10) AS DATE) AS date, repo_id, lower(author) AS account, lower(repo_id) AS path,
           downloads_30d AS downloads, likes, children, created_at IS NULL AS undated
    FROM read_parquet(getvariable('files'), filename = true)
)
SELECT date, repo_id, coalesce(new, account) AS handle, coalesce(new || substr(path, length(old) + 1), path) AS id,
       country, downloads, likes, children, undated
FROM rows LEFT JOIN renames ON old = account LEFT JOIN organisations ON handle = coalesce(new, account);

-- A model listed twice, in two ways to write it, counts once: the row with more known figures.
CREATE TABLE listed_twice AS
SELECT date, repo_id FROM listings
WHERE id IN (SELECT id FROM (SELECT DISTINCT id, repo_id FROM listings) GROUP BY id HAVING count(*) > 1)
QUALIFY row_number() OVER (PARTITION BY date, id ORDER BY downloads IS NULL, likes IS NULL, undated, repo_id) > 1;

DELETE FROM listings WHERE (date, repo_id) IN (FROM listed_twice);

CREATE TABLE coverage AS
SELECT date, count(*) AS models, count(DISTINCT handle) AS publishers, count(country) / count(*) AS with_country,
       count(downloads) / count(*) AS downloads, count(likes) / count(*) AS likes
FROM listings GROUP BY date;

-- Over time, publishers are compared that every snapshot holds.
CREATE TABLE throughout AS
SELECT handle FROM listings GROUP BY handle HAVING count(DISTINCT date) = len(getvariable('files'));

CREATE TABLE compared AS SELECT * REPLACE (coalesce(country, '') AS country) FROM listings SEMI JOIN throughout USING (handle);

CREATE TABLE download_share AS
WITH everything AS (SELECT date, sum(downloads) AS downloads FROM listings GROUP BY date),
dates AS (
    SELECT date, sum(downloads) AS total, count(downloads) / count(*) AS known, count(*) AS all_models,
           count(DISTINCT handle) AS all_organisations
    FROM compared GROUP BY date
),
by_country AS (
    SELECT date, country, sum(downloads) AS downloads, count(*) AS models, count(DISTINCT handle) AS organisations
    FROM compared GROUP BY date, country
)
SELECT date, country,
       CASE WHEN country <> '' THEN row_number() OVER (
           PARTITION BY date, country = '' ORDER BY coalesce(by_country.downloads, 0) DESC, country) END AS rank,
       by_country.downloads, by_country.downloads / total AS share, models, organisations, known,
       total / everything.downloads AS coverage, total, all_models, all_organisations
FROM by_country JOIN dates USING (date) JOIN everything USING (date);

CREATE TABLE concentration AS
WITH placed AS (
    SELECT date, id, repo_id, downloads, row_number() OVER by_downloads AS place, sum(downloads) OVER by_downloads AS running,
           sum(downloads) OVER (PARTITION BY date) AS total
    FROM compared WHERE downloads IS NOT NULL
    WINDOW by_downloads AS (PARTITION BY date ORDER BY downloads DESC, id ROWS UNBOUNDED PRECEDING)
),
publishers AS (
    SELECT date, sum(downloads * downloads) / sum(downloads) ** 2 AS hhi
    FROM (SELECT date, handle, CAST(sum(downloads) AS DOUBLE) AS downloads FROM compared GROUP BY date, handle) GROUP BY date
),
dates AS (SELECT date, count(downloads) / count(*) AS known FROM compared GROUP BY date)
SELECT date, count(*) AS models, sum(downloads) FILTER (place <= 1) / max(total) AS top_1,
       sum(downloads) FILTER (place <= 10) / max(total) AS top_10, sum(downloads) FILTER (place <= 25) / max(total) AS top_25,
       sum(downloads) FILTER (place <= 100) / max(total) AS top_100, min(place) FILTER (running * 2 >= total) AS half,
       any_value(known) AS known, any_value(repo_id) FILTER (place = 1) AS largest, any_value(hhi) AS hhi, sum(downloads) AS downloads
FROM placed JOIN publishers USING (date) JOIN dates USING (date) GROUP BY date;

CREATE TABLE most_liked AS
WITH dates AS (
    SELECT date, sum(downloads) FILTER (likes IS NOT NULL) / sum(downloads) AS known, count(likes) AS models
    FROM listings GROUP BY date
),
needed AS (SELECT date, max(likes, 11)[-1] AS least FROM listings GROUP BY date),
first AS (FROM listings JOIN needed USING (date) WHERE likes >= least),
placed AS (
    SELECT *, row_number() OVER by_likes AS rank, likes - lead(likes) OVER by_likes AS ahead
    FROM first WINDOW by_likes AS (PARTITION BY date ORDER BY likes DESC, id)
)
SELECT date, rank, repo_id, coalesce(organisation, split_part(repo_id, '/', 1)) AS organisation, coalesce(placed.country, '') AS country,
       likes, downloads, ahead, known, models
FROM placed JOIN dates USING (date) LEFT JOIN organisations USING (handle) WHERE rank <= 10 AND known >= 0.8;

CREATE TABLE attention_overlap AS
WITH known AS (SELECT date, id, repo_id, downloads, likes FROM listings WHERE downloads IS NOT NULL AND likes IS NOT NULL),
needed AS (SELECT date, max(likes, 25)[-1] AS least_likes, max(downloads, 25)[-1] AS least_downloads FROM known GROUP BY date),
liked AS (
    FROM known JOIN needed USING (date) WHERE likes >= least_likes
    QUALIFY row_number() OVER (PARTITION BY date ORDER BY likes DESC, id) <= 25
),
fetched AS (
    FROM known JOIN needed USING (date) WHERE downloads >= least_downloads
    QUALIFY row_number() OVER (PARTITION BY date ORDER BY downloads DESC, id) <= 25
),
dates AS (SELECT date, count(*) AS models FROM known GROUP BY date)
SELECT date, 25 AS top, count(repo_id) AS both, coalesce(string_agg(repo_id, ', ' ORDER BY repo_id), '') AS names, any_value(models) AS models
FROM dates LEFT JOIN (SELECT date, liked.repo_id FROM liked SEMI JOIN fetched USING (date, id)) USING (date) GROUP BY date;

CREATE TABLE top_publishers AS
WITH by_handle AS (
    SELECT date, handle, sum(downloads) AS downloads, count(*) AS models, max(downloads) AS largest_downloads
    FROM listings WHERE downloads IS NOT NULL GROUP BY date, handle
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY date ORDER BY downloads DESC, handle) AS rank, sum(downloads) OVER (PARTITION BY date) AS total
    FROM by_handle
),
largest AS (
    SELECT date, handle, arg_min(repo_id, id) AS largest
    FROM placed JOIN listings USING (date, handle) WHERE rank <= 12 AND listings.downloads = largest_downloads GROUP BY date, handle
)
SELECT date, rank, handle, coalesce(organisation, handle) AS organisation, coalesce(country, '') AS country, downloads,
       downloads / total AS share, models, largest, largest_downloads / downloads AS largest_share
FROM placed JOIN largest USING (date, handle) LEFT JOIN organisations USING (handle);

-- The newest snapshot, with what is asked of it alone: models of listed publishers.
CREATE TABLE published AS
SELECT repo_id, handle, organisation, organisations.country, listings.date, CAST(created_at AT TIME ZONE 'UTC' AS DATE) AS created, license,
       regexp_matches(
           lower(repo_id), '(^|[^a-z0-9])(nv|mx)?(fp4|fp8|int4|int8|w4a16|w8a8|w4a4|4bit|8bit|gptq|awq|gguf|mlx|bnb|onnx|openvino)'
       ) AS copy
FROM read_parquet(getvariable('newest')) JOIN listings USING (repo_id) JOIN organisations USING (handle)
WHERE listings.date = (SELECT max(date) FROM listings) AND organisations.country IS NOT NULL;

CREATE TABLE releases AS
WITH span AS (
    SELECT date_trunc('year', max(date) - INTERVAL 1 MONTH) AS first, date_trunc('month', max(date)) AS until FROM published
),
months AS (SELECT CAST(unnest(range(first, until, INTERVAL 1 MONTH)) AS DATE) AS month FROM span),
created AS (
    SELECT CAST(date_trunc('month', created) AS DATE) AS month, country, handle, copy FROM published, span
    WHERE created >= first AND created < until
),
counted AS (
    SELECT month, country, count(*) FILTER (NOT copy) AS releases, count(*) FILTER (copy) AS copies,
           count(DISTINCT handle) FILTER (NOT copy) AS organisations
    FROM created GROUP BY month, country
),
cells AS (
    SELECT month, country, coalesce(releases, 0) AS releases, coalesce(copies, 0) AS copies, coalesce(organisations, 0) AS organisations
    FROM months CROSS JOIN (SELECT DISTINCT country FROM created) LEFT JOIN counted USING (month, country)
)
SELECT month, country, row_number() OVER (PARTITION BY month ORDER BY releases DESC, country) AS rank, releases, copies, organisations
FROM cells;

CREATE TABLE licence_tiers AS
WITH places AS (SELECT country, row_number() OVER (ORDER BY count(*) DESC, country) AS place FROM published GROUP BY country),
tiered AS (
    SELECT if(place <= 5, country, 'other') AS country, least(place, 6) AS place, handle, organisation,
           CASE WHEN coalesce(license, '') = '' THEN 'none' ELSE coalesce(tier, 'other') END AS tier
    FROM published JOIN places USING (country)
    LEFT JOIN (SELECT lower(licence) AS licence, tier FROM registry('licences')) ON licence = lower(license)
),
by_handle AS (
    SELECT country, place, tier, handle, organisation, count(*) AS models FROM tiered GROUP BY country, place, tier, handle, organisation
),
cells AS (
    SELECT country, tier, place, sum(models) AS models, count(*) AS organisations, first(organisation ORDER BY models DESC, handle) AS largest,
           max(models) / sum(models) AS largest_share
    FROM by_handle GROUP BY country, tier, place
)
SELECT country, tier, place, models, models / sum(models) OVER by_country AS share, sum(models) OVER by_country AS all_models,
       organisations, largest, largest_share
FROM cells WINDOW by_country AS (PARTITION BY country);

-- The longest prefix of a parent's name says to which family it belongs.
CREATE TABLE direct_derivatives AS
WITH parents AS (SELECT date, id, handle, split_part(id, '/', 2) AS name, children FROM compared WHERE children > 0),
ids AS (SELECT DISTINCT id, handle, name FROM parents),
families AS (
    SELECT id, family FROM ids JOIN registry('families') AS families ON lower(families.handle) = ids.handle
    WHERE starts_with(name, lower(coalesce(name_prefix, '')))
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY length(coalesce(name_prefix, '')) DESC, family) = 1
),
by_family AS (
    SELECT date, coalesce(family, '') AS base, sum(children) AS children FROM parents LEFT JOIN families USING (id) GROUP BY ALL
)
SELECT date, base, CASE WHEN base <> '' THEN row_number() OVER (PARTITION BY date, base = '' ORDER BY children DESC, base) END AS rank,
       children, children / sum(children) OVER by_date AS share, (SELECT count(*) FROM throughout) AS organisations,
       sum(children) OVER by_date AS total
FROM by_family WINDOW by_date AS (PARTITION BY date);

-- What models of the newest snapshot name as their bases; a base need not be in it.
CREATE TABLE edges AS
WITH present AS (SELECT id, repo_id FROM listings WHERE date = (SELECT max(date) FROM listings)),
named AS (
    SELECT repo_id, base.relation AS relation, lower(base.repo_id) AS path
    FROM (SELECT repo_id, unnest(base_models) AS base FROM read_parquet(getvariable('newest')))
),
followed AS (
    SELECT DISTINCT id AS child, coalesce(new || substr(path, length(old) + 1), path) AS parent, relation
    FROM named JOIN present USING (repo_id) LEFT JOIN renames ON old = split_part(path, '/', 1) AND contains(path, '/')
)
SELECT child, parent, relation, parent IN (SELECT id FROM present) AS resolved FROM followed WHERE parent <> child;

CREATE TABLE transitive_derivatives AS
WITH RECURSIVE climb(child, ancestor) AS (
    SELECT child, parent FROM edges
    UNION
    SELECT climb.child, parent FROM climb JOIN edges ON edges.child = ancestor
),
roots AS (
    SELECT climb.child, coalesce(country, '') AS base, climb.child IN (SELECT child FROM edges WHERE relation = 'quantized') AS quantised
    FROM climb LEFT JOIN organisations ON handle = split_part(ancestor, '/', 1) WHERE ancestor NOT IN (SELECT child FROM edges)
),
by_base AS (
    SELECT base, count(DISTINCT child) FILTER (NOT quantised) AS derivatives, count(DISTINCT child) FILTER (quantised) AS quantisations
    FROM roots GROUP BY base
),
whole AS (SELECT count(DISTINCT child) FILTER (NOT quantised) AS total FROM roots),
parents AS (SELECT count(*) FILTER (NOT resolved) / count(*) AS unresolved FROM (SELECT DISTINCT parent, resolved FROM edges))
SELECT base, CASE WHEN base <> '' THEN row_number() OVER (PARTITION BY base = '' ORDER BY derivatives DESC, base) END AS rank,
       derivatives, derivatives / total AS share, quantisations, total, unresolved
FROM by_base, whole, parents;
