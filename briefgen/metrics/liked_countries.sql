-- title: Most-liked models by publisher's country
-- question: How many of the models with the most likes were published by organisations of each country?
-- population: Named by the parameter population. Places are given only where likes are known for models with 80 % of the population's known downloads.
-- window: Likes add up since a model's first day; they carry no date.
-- caveats:
--   - Likes are attention, not use.
--   - Models that the snapshot does not hold cannot be among them; most-liked of the whole Hub would need a population that holds every kind of model.
--   - The unassigned part (no listed publisher) is a row of its own, with an empty country.
-- parameters:
--   population: {text: "which models", values: [tracked, listed, all], default: all}
--   top: {text: "how many of the most-liked models", default: 25}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   origin: {unit: name, text: "archive", key: true}
--   country: {unit: name, text: "ISO 3166 code, empty for unassigned", key: true}
--   name: {unit: name, text: "country"}
--   models: {unit: count, text: "models among the most-liked"}
--   share: {unit: share, text: "share of the most-liked models"}
--   first: {unit: name, text: "the country's most-liked model"}
--   place: {unit: count, text: "that model's place"}
--   known: {unit: share, text: "share of known downloads on models whose likes are known"}
-- tie_break: equal likes rank by id, equal counts by the first model's place
WITH population AS (
    SELECT snapshot, model, likes, downloads FROM observed(getvariable('population'))
),
known AS (
    SELECT snapshot, sum(downloads) FILTER (likes IS NOT NULL) / sum(downloads) AS known FROM population GROUP BY snapshot
),
placed AS (
    SELECT snapshot, model, known, row_number() OVER (PARTITION BY snapshot ORDER BY likes DESC, model) AS place
    FROM population JOIN known USING (snapshot) WHERE likes IS NOT NULL AND known >= 0.8
    QUALIFY place <= getvariable('top')
),
described AS (SELECT * FROM placed JOIN observations USING (snapshot, model))
SELECT date, origin, coalesce(described.country, '') AS country, coalesce(countries.name, 'Unassigned') AS name,
       count(*) AS models, count(*) / sum(count(*)) OVER (PARTITION BY snapshot) AS share,
       arg_min(repo_id, place) AS first, min(place) AS place, any_value(known) AS known
FROM described LEFT JOIN countries USING (country)
GROUP BY date, origin, snapshot, described.country, countries.name
ORDER BY date, origin, models DESC, place
