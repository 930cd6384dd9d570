-- title: Time from a model's first day to so many likes
-- question: Within how many days of its creation did each model of a series reach a number of likes, at least and at most?
-- population: Models of one archive's series that were created after its first snapshot and have reached the likes by its last.
-- window: From the day the repository was created to the first snapshot of the series with that many likes.
-- caveats:
--   - Likes are attention, not use.
--   - Snapshots are days apart, so that each time is an interval. Most counts to the first snapshot with the likes, least to the last one before it with fewer, or is 0 where there is none.
--   - A day of creation is the earliest that any chosen snapshot gives; a repository can be created before it is announced.
--   - Models that have not reached the likes yet have no row; the rows say nothing of how many do.
--   - An archive may miss a model on a date, and round likes of 1,000 and more to three digits.
--   - Models whose creation date no snapshot knows cannot be placed; undated counts those first seen after the first snapshot.
-- parameters:
--   likes: {text: "how many likes", default: 1000}
--   origin: {text: "archive whose series of likes is asked; the other snapshots give creation dates alone"}
--   days: {text: "days that the column soon counts", default: 30}
-- columns:
--   repo_id: {unit: name, text: "model", key: true}
--   organisation: {unit: name, text: "publishing organisation, or the handle where it is not listed"}
--   country: {unit: name, text: "ISO 3166 code of the publisher, empty for unassigned"}
--   name: {unit: name, text: "publisher's country"}
--   rank: {unit: count, text: "place by the most days, then by the least"}
--   created: {unit: date, text: "day the repository was created"}
--   reached: {unit: date, text: "first snapshot with that many likes"}
--   likes: {unit: likes, text: "likes on that date"}
--   least: {unit: count, text: "days that it took at least"}
--   most: {unit: count, text: "days that it took at most"}
--   wanted: {unit: likes, text: "how many likes"}
--   days: {unit: count, text: "days that soon counts"}
--   soon: {unit: count, text: "models, of all rows, that took so many days at most"}
--   models: {unit: count, text: "models that reached the likes and whose time is known"}
--   undated: {unit: count, text: "models first seen after the first snapshot that reached the likes and whose creation date is not known"}
--   start: {unit: date, text: "first snapshot of the series"}
--   finish: {unit: date, text: "last snapshot of the series"}
-- over_time: true
-- tie_break: equal intervals rank by id
WITH seen AS (
    SELECT date, model, repo_id, handle, organisation, country, likes FROM observed('all')
    WHERE origin = getvariable('origin') AND likes IS NOT NULL
),
series AS (SELECT min(date) AS start, max(date) AS finish FROM seen),
created AS (SELECT model, min(created) AS created FROM observed('all') WHERE created IS NOT NULL GROUP BY model),
reached AS (
    SELECT model, min(date) FILTER (likes >= getvariable('likes')) AS reached, min(date) AS first_date FROM seen
    GROUP BY model HAVING reached IS NOT NULL
),
-- The last snapshot before that which saw the model with fewer likes.
before AS (
    SELECT model, max(date) AS below FROM seen JOIN reached USING (model) WHERE date < reached GROUP BY model
),
timed AS (
    SELECT seen.*, created, reached, greatest(coalesce(date_diff('day', created, below), 0), 0) AS least,
           date_diff('day', created, reached) AS most
    FROM reached JOIN created USING (model) JOIN seen ON seen.model = reached.model AND seen.date = reached
    LEFT JOIN before ON before.model = reached.model CROSS JOIN series
    WHERE created > start AND created <= reached
),
unplaced AS (
    SELECT count(*) AS undated FROM reached ANTI JOIN created USING (model) CROSS JOIN series WHERE first_date > start
)
SELECT repo_id, coalesce(organisation, handle) AS organisation, coalesce(timed.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name,
       row_number() OVER (ORDER BY most, least, model) AS rank, created, reached, likes, least, most,
       CAST(getvariable('likes') AS BIGINT) AS wanted, CAST(getvariable('days') AS BIGINT) AS days,
       count(*) FILTER (most <= getvariable('days')) OVER () AS soon, count(*) OVER () AS models, undated, start, finish
FROM timed CROSS JOIN series CROSS JOIN unplaced LEFT JOIN countries ON countries.country = timed.country
ORDER BY rank
