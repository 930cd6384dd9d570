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
SELECT date, origin, count(*) AS models, count(DISTINCT handle) AS publishers, count(country) / count(*) AS with_country,
       count(downloads) / count(*) AS downloads, count(likes) / count(*) AS likes, count(created) / count(*) AS created,
       count(license) / count(*) AS licences, count(*) FILTER (tracked) AS tracked
FROM observed('all') GROUP BY date, origin ORDER BY date, origin
