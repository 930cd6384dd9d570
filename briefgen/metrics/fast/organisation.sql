WITH other AS (
    FROM counted(getvariable('population')) WHERE publisher = (
        SELECT publisher FROM publishers WHERE role <> 'publisher' AND handle = (SELECT present_handle(getvariable('organisation'))))
),
-- The listed publishers, among which an organisation is placed, and the organisation itself where it is none of them.
known AS (
    SELECT snapshot, date, handle, organisation, country, role, downloads, created, license, tier, copy
    FROM chosen(if(getvariable('population') = 'all', 'listed', getvariable('population'))) WHERE listed
    UNION ALL
    SELECT snapshot, date, handle, organisation, NULL AS country, role, downloads, created, other.license, tier, copy
    FROM other JOIN names ON names.name = other.name JOIN publishers ON publishers.publisher = other.publisher
    LEFT JOIN licences ON licences.license = lower(other.license)
),
models AS (
    SELECT snapshot, date, handle, organisation, country, role, downloads, created, license, tier,
           created IS NOT NULL
           AND (getvariable('since') = 'any' OR created >= CAST(getvariable('since') AS DATE))
           AND (getvariable('until') = 'any' OR created <= CAST(getvariable('until') AS DATE)) AS in_window,
           in_window AND copy AS copied
    FROM known
),
by_handle AS (
    SELECT snapshot, date, handle, role, any_value(organisation) AS organisation, any_value(country) AS country,
           count(*) AS models, count(created) AS models_dated, count(downloads) AS models_known,
           CASE WHEN count(created) > 0 THEN count(*) FILTER (in_window AND NOT copied) END AS released,
           CASE WHEN count(created) > 0 THEN count(*) FILTER (copied) END AS copies,
           max(created) FILTER (in_window AND NOT copied) AS last_release, sum(downloads) AS downloads,
           count(license) AS licensed,
           CASE WHEN count(license) > 0 THEN count(*) FILTER (tier = 'permissive') END AS permissive
    FROM models GROUP BY snapshot, date, handle, role
),
subject AS (FROM by_handle WHERE handle = (SELECT present_handle(getvariable('organisation')))),
-- What it is placed against: the publishers of the same snapshot.
others AS (
    SELECT subject.snapshot, other.models, other.models_known, other.country = subject.country AS compatriot,
           other.downloads > subject.downloads
           OR (other.downloads = subject.downloads AND other.handle < subject.handle) AS more_downloads,
           other.released > subject.released
           OR (other.released = subject.released AND other.handle < subject.handle) AS more_releases
    FROM subject JOIN by_handle AS other USING (snapshot) WHERE subject.role = 'publisher' AND other.role = 'publisher'
),
places AS (
    SELECT snapshot, sum(models_known) / sum(models) AS downloads_known,
           1 + count(*) FILTER (more_downloads) AS among_all,
           1 + count(*) FILTER (more_downloads AND compatriot) AS among_country,
           1 + count(*) FILTER (more_releases AND compatriot) AS by_releases
    FROM others GROUP BY snapshot
)
SELECT date, origin, handle, coalesce(organisation, handle) AS organisation,
       coalesce(country, '') AS country, coalesce(countries.name, 'Unassigned') AS name,
       models, models_dated, released, copies,
       CASE WHEN country IS NOT NULL AND released IS NOT NULL THEN by_releases END AS releases_rank,
       last_release, date_diff('day', last_release, if(getvariable('until') = 'any', date, CAST(getvariable('until') AS DATE))) AS quiet,
       CAST(downloads AS BIGINT) AS downloads,
       CASE WHEN country IS NOT NULL AND downloads IS NOT NULL AND downloads_known >= 0.8 THEN among_country END AS downloads_rank,
       CASE WHEN downloads IS NOT NULL AND downloads_known >= 0.8 THEN among_all END AS overall_rank,
       downloads_known, licensed, permissive
FROM subject JOIN snapshots USING (snapshot, date) LEFT JOIN places USING (snapshot) LEFT JOIN countries USING (country)
ORDER BY date, origin
