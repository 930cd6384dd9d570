-- title: One organisation in each snapshot
-- question: What does one organisation publish in a snapshot, when, and where does it stand among those of its country?
-- population: Named by the parameter population; an organisation is one Hub handle.
-- window: Downloads of the 30 days before the date; releases are models created between since and until, both included.
-- caveats:
--   - Observed, not all, models; one that was deleted or that the archive does not list is missing, so releases are a lower bound.
--   - An organisation that publishes under several handles stands under each; nothing is added up.
--   - Copies in another number format are counted apart, by their name, as in the metric releases.
--   - Places count among listed publishers only; a place by downloads is given only where downloads are known for 80 % of their models.
--   - Downloads are requests for files, not people; licences are as declared.
-- parameters:
--   organisation: {text: "Hub handle"}
--   since: {text: "releases from this day on, YYYY-MM-DD; any for all", default: any}
--   until: {text: "releases until this day, YYYY-MM-DD; any for all", default: any}
--   population: {text: "which models", values: [tracked, listed, all], default: all}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   origin: {unit: name, text: "archive", key: true}
--   handle: {unit: name, text: "Hub handle under its present name"}
--   organisation: {unit: name, text: "organisation, or the handle where it is not listed", backwards: true}
--   country: {unit: name, text: "ISO 3166 code, empty for unassigned", backwards: true}
--   name: {unit: name, text: "country", backwards: true}
--   models: {unit: count, text: "models", backwards: true}
--   models_dated: {unit: count, text: "models whose creation date is known", backwards: true}
--   released: {unit: count, text: "models created in the window, copies in another number format left out; null where no date is known", backwards: true}
--   copies: {unit: count, text: "copies in another number format created in the window", backwards: true}
--   releases_rank: {unit: count, text: "place by releases among the publishers of its country", backwards: true}
--   last_release: {unit: date, text: "newest creation date of the window, copies left out", backwards: true}
--   quiet: {unit: count, text: "days from that release to the last day of the window, or to the snapshot's date where that is any", backwards: true}
--   downloads: {unit: downloads, text: "30-day downloads"}
--   downloads_rank: {unit: count, text: "place by downloads among the publishers of its country"}
--   overall_rank: {unit: count, text: "place by downloads among all listed publishers"}
--   downloads_known: {unit: share, text: "share of the publishers' models whose downloads are known"}
--   licensed: {unit: count, text: "models whose declared licence is known"}
--   permissive: {unit: count, text: "models under a permissive licence; null where no licence is known"}
-- tie_break: equal figures rank by handle
WITH models AS (
    SELECT snapshot, handle, listed, country, created, copy, downloads, license, tier,
           created IS NOT NULL
           AND (getvariable('since') = 'any' OR created >= CAST(getvariable('since') AS DATE))
           AND (getvariable('until') = 'any' OR created <= CAST(getvariable('until') AS DATE)) AS in_window
    FROM observed(getvariable('population')) WHERE listed OR handle = (SELECT present_handle(getvariable('organisation')))
),
by_handle AS (
    SELECT snapshot, handle, listed, any_value(country) AS country, count(*) AS models,
           count(created) AS models_dated, count(downloads) AS models_known,
           CASE WHEN count(created) > 0 THEN count(*) FILTER (in_window AND NOT copy) END AS released,
           CASE WHEN count(created) > 0 THEN count(*) FILTER (in_window AND copy) END AS copies,
           max(created) FILTER (in_window AND NOT copy) AS last_release, sum(downloads) AS downloads,
           count(license) AS licensed,
           CASE WHEN count(license) > 0 THEN count(*) FILTER (tier = 'permissive') END AS permissive
    FROM models GROUP BY snapshot, handle, listed
),
subject AS (SELECT * FROM by_handle WHERE handle = (SELECT present_handle(getvariable('organisation')))),
-- What it is placed against: the known publishers of the same snapshot.
others AS (
    SELECT subject.snapshot, other.models, other.models_known, other.country = subject.country AS compatriot,
           other.downloads > subject.downloads
           OR (other.downloads = subject.downloads AND other.handle < subject.handle) AS more_downloads,
           other.released > subject.released
           OR (other.released = subject.released AND other.handle < subject.handle) AS more_releases
    FROM subject JOIN by_handle AS other USING (snapshot) WHERE subject.listed AND other.listed
),
places AS (
    SELECT snapshot, sum(models_known) / sum(models) AS downloads_known,
           1 + count(*) FILTER (more_downloads) AS among_all,
           1 + count(*) FILTER (more_downloads AND compatriot) AS among_country,
           1 + count(*) FILTER (more_releases AND compatriot) AS by_releases
    FROM others GROUP BY snapshot
)
SELECT date, origin, handle, coalesce(organisation, handle) AS organisation,
       coalesce(subject.country, '') AS country, coalesce(countries.name, 'Unassigned') AS name,
       models, models_dated, released, copies,
       CASE WHEN subject.country IS NOT NULL AND released IS NOT NULL THEN by_releases END AS releases_rank,
       last_release, date_diff('day', last_release, if(getvariable('until') = 'any', date, CAST(getvariable('until') AS DATE))) AS quiet,
       CAST(downloads AS BIGINT) AS downloads,
       CASE WHEN subject.country IS NOT NULL AND downloads IS NOT NULL AND downloads_known >= 0.8 THEN among_country END AS downloads_rank,
       CASE WHEN downloads IS NOT NULL AND downloads_known >= 0.8 THEN among_all END AS overall_rank,
       downloads_known, licensed, permissive
FROM subject JOIN snapshots USING (snapshot) LEFT JOIN places USING (snapshot)
LEFT JOIN organisations USING (handle) LEFT JOIN countries ON countries.country = subject.country
ORDER BY date, origin
