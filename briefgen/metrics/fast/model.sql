WITH known AS (
    SELECT snapshot, downloads_liked / downloads AS likes_known, downloads_known / models AS downloads_known FROM extents
),
subject AS (
    SELECT models.*, known.* EXCLUDE (snapshot) FROM counted('all') AS models JOIN known USING (snapshot)
    WHERE id = (SELECT id FROM repositories WHERE path = present_id(getvariable('model')))
),
-- Only what has no less than the least of its figures can stand above it.
by_likes AS (
    SELECT subject.snapshot, count(*) FILTER (other.likes > subject.likes OR (other.likes = subject.likes AND other.id < subject.id)) AS above
    FROM subject JOIN counted('all') AS other USING (snapshot) WHERE other.likes >= (SELECT min(likes) FROM subject) GROUP BY subject.snapshot
),
-- How many models have each figure is known; those of its own figure are looked at where there are others.
level AS MATERIALIZED (
    SELECT subject.snapshot, subject.id, subject.downloads, coalesce(sum(models) FILTER (figures.downloads > subject.downloads), 0) AS above,
           sum(models) FILTER (figures.downloads = subject.downloads) > 1 AS shared
    FROM subject JOIN download_figures AS figures USING (snapshot) WHERE figures.downloads >= subject.downloads
    GROUP BY subject.snapshot, subject.id, subject.downloads
),
beside AS (
    SELECT level.snapshot, count(*) AS before
    FROM level JOIN counted('all') AS other ON other.snapshot = level.snapshot AND other.downloads = level.downloads
    WHERE shared AND other.id < level.id GROUP BY level.snapshot
),
by_downloads AS (SELECT snapshot, above + coalesce(before, 0) AS above FROM level LEFT JOIN beside USING (snapshot)),
-- Likes add up: what once had more than this model and is missing here may stand above it.
more_liked AS MATERIALIZED (
    SELECT snapshot, date, id, likes FROM counted('all') WHERE likes > (SELECT min(likes) FROM subject)
),
-- Most of it has more likes here, too; only for the others is it looked up whether their likes are known.
doubtful AS MATERIALIZED (
    SELECT DISTINCT subject.snapshot, earlier.id
    FROM subject JOIN more_liked AS earlier ON earlier.date <= subject.date AND earlier.likes > subject.likes
    WHERE NOT EXISTS (FROM more_liked AS here WHERE here.snapshot = subject.snapshot AND here.id = earlier.id)
),
still_liked AS (
    SELECT snapshot, id FROM counted('all') WHERE likes IS NOT NULL AND id IN (SELECT id FROM doubtful)
),
missing AS (
    SELECT doubtful.snapshot, count(*) AS absent
    FROM doubtful WHERE NOT EXISTS (FROM still_liked AS here WHERE here.snapshot = doubtful.snapshot AND here.id = doubtful.id)
    GROUP BY doubtful.snapshot
),
-- A repository older than its declared base was given that base later.
bases AS MATERIALIZED (SELECT child, word, bits FROM all_edges WHERE parent = (SELECT DISTINCT id FROM subject)),
children AS MATERIALIZED (
    SELECT snapshot, created, word, bits FROM counted('all') AS models JOIN bases ON child = id
    WHERE created >= (SELECT min(created) FROM subject)
),
derived AS (
    SELECT subject.snapshot, min(children.created) AS derivatives_first
    FROM subject JOIN children USING (snapshot) JOIN snapshot_bits USING (snapshot, word)
    WHERE (bits & bit) <> 0 AND children.created >= subject.created GROUP BY subject.snapshot
)
SELECT date, origin, repo_id,
       coalesce(organisation, written_handle(repo_id, account)) AS organisation, coalesce(subject.country, '') AS country,
       likes, CASE WHEN likes IS NOT NULL AND likes_known >= 0.8 THEN 1 + by_likes.above END AS likes_rank,
       CASE WHEN likes IS NOT NULL THEN coalesce(absent, 0) END AS absent, likes_known,
       downloads, CASE WHEN downloads IS NOT NULL AND downloads_known >= 0.8 THEN 1 + by_downloads.above END AS downloads_rank,
       downloads_known, children, created, subject.license,
       CASE WHEN subject.license <> '' THEN coalesce(tier, 'other') END AS tier, parameters, derivatives_first
FROM subject JOIN snapshots USING (snapshot, date) JOIN names ON names.name = subject.name LEFT JOIN publishers ON publishers.publisher = subject.publisher
LEFT JOIN licences ON licences.license = lower(subject.license)
LEFT JOIN by_likes USING (snapshot) LEFT JOIN by_downloads USING (snapshot) LEFT JOIN missing USING (snapshot) LEFT JOIN derived USING (snapshot)
ORDER BY date, origin
