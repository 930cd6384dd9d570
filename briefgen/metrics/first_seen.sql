-- title: Models first seen, by publisher's country
-- question: How many models appear for the first time between two snapshots, by country of the publishing organisation?
-- population: Listed publishers that every compared snapshot observed; repackagers do not count.
-- window: From the day after the snapshot before to the snapshot's date.
-- caveats:
--   - First seen by the archive, which can be later than created; a repository that was hidden and came back does not count again.
--   - A renamed repository is followed through a change of handle, not through a change of its own name.
--   - Variants (sizes, precisions) count one each.
-- parameters: {}
-- columns:
--   date: {unit: date, text: "snapshot that first holds the models", key: true}
--   country: {unit: name, text: "ISO 3166 code", key: true}
--   name: {unit: name, text: "country"}
--   rank: {unit: count, text: "place at that date"}
--   seen: {unit: count, text: "models first seen"}
--   organisations: {unit: count, text: "organisations with a model first seen"}
-- tie_break: equal counts rank by country code
WITH firsts AS (
    SELECT model, any_value(country) AS country, any_value(handle) AS handle, min(date) AS date
    FROM compared('listed', 'organisations') WHERE country IS NOT NULL GROUP BY model
),
by_country AS (
    SELECT date, country, count(*) AS seen, count(DISTINCT handle) AS organisations
    FROM firsts WHERE date > (SELECT min(date) FROM firsts) GROUP BY ALL
)
SELECT date, country, coalesce(countries.name, country) AS name,
       row_number() OVER (PARTITION BY date ORDER BY seen DESC, country) AS rank, seen, organisations
FROM by_country LEFT JOIN countries USING (country)
ORDER BY date, rank
