-- title: What each snapshot observed
-- question: How many models and publishers does each snapshot hold, and which of their figures does it know?
-- population: Every row of the snapshots.
-- window: The date of each snapshot.
-- caveats:
--   - Every archive is a cut of the Hub, each by its own rule; counts of two archives are not comparable.
--   - Known means that the archive gives a value that can be trusted; stale and false zeros do not count.
-- parameters: {}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   origin: {unit: name, text: "archive", key: true}
--   models: {unit: count, text: "models"}
--   publishers: {unit: count, text: "Hub accounts"}
--   with_country: {unit: share, text: "models whose publisher has a country"}
--   downloads: {unit: share, text: "models whose downloads are known"}
--   likes: {unit: share, text: "models whose likes are known"}
--   created: {unit: share, text: "models whose creation date is known"}
--   licences: {unit: share, text: "models that declare a licence the archive holds"}
--   tracked: {unit: count, text: "tracked models"}
-- tie_break: snapshots of one date by origin
WITH accounts AS (
    SELECT snapshot, CAST(sum(publishers) AS BIGINT) AS publishers
    FROM (SELECT publishers, unnest(snapshots) AS snapshot FROM presences) GROUP BY snapshot
),
of_tracked AS (SELECT snapshot, count(*) AS tracked FROM chosen('tracked') GROUP BY snapshot)
SELECT date, origin, models, coalesce(accounts.publishers, 0) AS publishers,
       models_with_country / models AS with_country, downloads_known / models AS downloads, likes_known / models AS likes,
       created_known / models AS created, license_known / models AS licences, coalesce(tracked, 0) AS tracked
FROM asked() LEFT JOIN accounts USING (snapshot) LEFT JOIN of_tracked USING (snapshot) ORDER BY date, origin
