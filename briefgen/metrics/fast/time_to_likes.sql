WITH seen AS (
    SELECT date, id, name, publisher, country, likes FROM counted('all')
    WHERE snapshot IN (SELECT snapshot FROM snapshots WHERE origin = getvariable('origin')) AND likes IS NOT NULL
),
series AS (SELECT min(date) AS start, max(date) AS finish FROM seen),
created AS (SELECT id, min(created) AS created FROM counted('all') WHERE created IS NOT NULL GROUP BY id),
reached AS (
    SELECT id, min(date) AS reached FROM seen WHERE likes >= getvariable('likes') GROUP BY id
),
before AS (
    SELECT seen.id, max(date) AS below FROM seen JOIN reached USING (id) WHERE date < reached.reached GROUP BY seen.id
),
first_seen AS (SELECT id, min(date) AS first_date FROM seen GROUP BY id),
timed AS (
    SELECT reached.id, name, publisher, country, created, reached, seen.likes,
           greatest(coalesce(date_diff('day', created, below), 0), 0) AS least, date_diff('day', created, reached) AS most
    FROM reached JOIN created USING (id) JOIN seen ON seen.id = reached.id AND seen.date = reached.reached
    LEFT JOIN before ON before.id = reached.id CROSS JOIN series
    WHERE created > start AND created <= reached
),
unplaced AS (
    SELECT count(*) AS undated FROM reached JOIN first_seen USING (id) LEFT JOIN created USING (id) CROSS JOIN series
    WHERE created IS NULL AND first_date > start
)
SELECT repo_id, coalesce(organisation, handle) AS organisation, coalesce(timed.country, '') AS country,
       coalesce(countries.name, 'Unassigned') AS name,
       row_number() OVER (ORDER BY most, least, timed.id) AS rank, created, reached, likes, least, most,
       CAST(getvariable('likes') AS BIGINT) AS wanted, CAST(getvariable('days') AS BIGINT) AS days,
       count(*) FILTER (most <= getvariable('days')) OVER () AS soon, count(*) OVER () AS models, undated, start, finish
FROM timed JOIN names ON names.name = timed.name LEFT JOIN publishers ON publishers.publisher = timed.publisher
CROSS JOIN series CROSS JOIN unplaced LEFT JOIN countries ON countries.country = timed.country
ORDER BY rank
