-- title: One model in each snapshot
-- question: Where does one model stand in a snapshot by likes and by downloads, and what does the snapshot know of it?
-- population: Every row of the snapshot; a place counts among the rows of that snapshot only.
-- window: Downloads of the 30 days before the date; likes and children since the model's first day.
-- caveats:
--   - Downloads are requests for files, not people; likes are attention, not use.
--   - No row stands for a snapshot that does not hold the model; that says nothing about the Hub.
--   - A place by likes is given only where likes are known for models with 80 % of the known downloads, a place by downloads only where downloads are known for 80 % of the rows.
--   - A model that the snapshot does not hold may stand above this one; the column absent counts those that another chosen snapshot knows.
--   - Licence, size and base models are as declared by whoever publishes.
-- parameters:
--   model: {text: "the model's repository id, such as owner/name"}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   origin: {unit: name, text: "archive", key: true}
--   repo_id: {unit: name, text: "the model, as the snapshot writes it"}
--   organisation: {unit: name, text: "publishing organisation, or the handle where it is not listed", backwards: true}
--   country: {unit: name, text: "ISO 3166 code of the publisher, empty for unassigned", backwards: true}
--   likes: {unit: likes, text: "likes since the first day"}
--   likes_rank: {unit: count, text: "place by likes; null where too few likes are known"}
--   absent: {unit: count, text: "models that another chosen snapshot saw with more likes, at that date or before, and whose likes are not known here"}
--   likes_known: {unit: share, text: "share of known downloads on models whose likes are known"}
--   downloads: {unit: downloads, text: "30-day downloads"}
--   downloads_rank: {unit: count, text: "place by downloads; null where too few downloads are known"}
--   downloads_known: {unit: share, text: "share of the rows whose downloads are known"}
--   children: {unit: count, text: "direct derivatives that the Hub shows; null where the archive does not hold them"}
--   created: {unit: date, text: "day the repository was created", backwards: true}
--   license: {unit: name, text: "declared licence"}
--   tier: {unit: name, text: "its kind: permissive, copyleft, use-restricted, non-commercial or other"}
--   parameters: {unit: parameters, text: "parameters of the stored weights", backwards: true}
--   derivatives_first: {unit: date, text: "earliest creation, not before the model's own, among the snapshot's models that name it as their base", backwards: true}
-- tie_break: equal figures rank by id
WITH population AS (SELECT snapshot, date, model, likes, downloads, created FROM observed('all')),
known AS (
    SELECT snapshot, sum(downloads) FILTER (likes IS NOT NULL) / sum(downloads) AS likes_known,
           count(downloads) / count(*) AS downloads_known
    FROM population GROUP BY snapshot
),
subject AS (
    SELECT * FROM observed('all') JOIN known USING (snapshot) WHERE model = (SELECT present_id(getvariable('model')))
),
places AS (
    SELECT subject.snapshot,
           1 + count(*) FILTER (
               other.likes > subject.likes OR (other.likes = subject.likes AND other.model < subject.model)) AS by_likes,
           1 + count(*) FILTER (
               other.downloads > subject.downloads OR (other.downloads = subject.downloads AND other.model < subject.model)
           ) AS by_downloads
    FROM subject JOIN population AS other USING (snapshot) GROUP BY subject.snapshot
),
-- Likes add up: what once had more than this model and is missing here may be above it.
more_liked AS (SELECT date, model, likes FROM population WHERE likes > (SELECT min(likes) FROM subject)),
missing AS (
    SELECT subject.snapshot, count(DISTINCT earlier.model) AS absent
    FROM subject JOIN more_liked AS earlier ON earlier.date <= subject.date AND earlier.likes > subject.likes
    WHERE NOT EXISTS (
        FROM population AS here
        WHERE here.snapshot = subject.snapshot AND here.model = earlier.model AND here.likes IS NOT NULL)
    GROUP BY subject.snapshot
),
-- A repository older than its declared base was given that base later.
derived AS (
    SELECT subject.snapshot, min(derivative.created) AS derivatives_first
    FROM subject JOIN links() AS edge ON edge.snapshot = subject.snapshot AND edge.parent = subject.model
    JOIN population AS derivative ON derivative.snapshot = edge.snapshot AND derivative.model = edge.child
    WHERE derivative.created >= subject.created GROUP BY subject.snapshot
)
SELECT date, origin, repo_id, publisher AS organisation, coalesce(country, '') AS country,
       likes, CASE WHEN likes IS NOT NULL AND likes_known >= 0.8 THEN by_likes END AS likes_rank,
       CASE WHEN likes IS NOT NULL THEN coalesce(absent, 0) END AS absent, likes_known,
       downloads, CASE WHEN downloads IS NOT NULL AND downloads_known >= 0.8 THEN by_downloads END AS downloads_rank,
       downloads_known, children, created, license, CASE WHEN license <> '' THEN coalesce(tier, 'other') END AS tier,
       parameters, derivatives_first
FROM subject JOIN places USING (snapshot) LEFT JOIN missing USING (snapshot) LEFT JOIN derived USING (snapshot)
ORDER BY date, origin
