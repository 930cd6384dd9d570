WITH accounts AS (
    SELECT snapshot, CAST(sum(publishers) AS BIGINT) AS publishers
    FROM (SELECT publishers, unnest(snapshots) AS snapshot FROM presences) GROUP BY snapshot
),
of_tracked AS (SELECT snapshot, count(*) AS tracked FROM chosen('tracked') GROUP BY snapshot)
SELECT date, origin, models, coalesce(accounts.publishers, 0) AS publishers,
       models_with_country / models AS with_country, downloads_known / models AS downloads, likes_known / models AS likes,
       created_known / models AS created, license_known / models AS licences, coalesce(tracked, 0) AS tracked
FROM asked() LEFT JOIN accounts USING (snapshot) LEFT JOIN of_tracked USING (snapshot) ORDER BY date, origin
