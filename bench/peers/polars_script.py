"""The peer in polars: every table and chart, by a script.

python -m bench.peers.polars_script PROJECT RESULTS
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from bench.peers import charts

project, results = Path(sys.argv[1]), Path(sys.argv[2])
data = project / "data"
files = sorted((data / "snapshots").glob("*.parquet"))
results.mkdir(parents=True, exist_ok=True)


def registry(name: str) -> pl.DataFrame:
    return pl.read_csv(data / f"{name}.csv", infer_schema=False)


organisations = registry("organisations").select(
    pl.col("handle").str.to_lowercase(),
    pl.col("name").alias("organisation"),
    country=pl.when(pl.col("role") == "publisher").then("country"),
)
renames = registry("renames").select(pl.col("old_handle", "new_handle").str.to_lowercase())
renamed = dict(renames.iter_rows())


def keep(name: str, table: pl.DataFrame | pl.LazyFrame) -> None:
    """Write a table, dates as text, and draw its chart."""
    table = table.lazy().collect().with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d"))
    table.write_csv(results / f"{name}.csv")
    if name in charts.CHARTS:
        charts.CHARTS[name](table.to_dicts()).save(results / f"{name}.svg")


def present(repo_id: pl.Expr) -> pl.Expr:
    """Repository ids in small letters, renamed accounts under their present name."""
    path = repo_id.str.to_lowercase()
    account = path.str.extract("^([^/]*)/").replace_strict(renamed, default=None)
    return pl.coalesce(account + path.str.extract("(/.*)$"), path)


def month(file: Path) -> pl.DataFrame:
    """One snapshot; a model listed twice in it counts once: the row with more known figures."""
    rows = (
        pl.scan_parquet(file)
        .select(
            "repo_id",
            pl.lit(file.name[:10]).str.to_date().alias("date"),
            present(pl.col("repo_id")).alias("id"),
            pl.col("author").str.to_lowercase().replace(renamed).cast(pl.Categorical).alias("handle"),
            pl.col("downloads_30d").alias("downloads"),
            "likes",
            "children",
            pl.col("created_at").is_null().alias("undated"),
        )
        .collect()
    )
    twice = pl.col("id").is_duplicated()
    order = ["id", pl.col("downloads").is_null(), pl.col("likes").is_null(), "undated", "repo_id"]
    once = rows.filter(twice).sort(order).unique("id", keep="first", maintain_order=True)
    return pl.concat([rows.filter(~twice), once]).drop("undated")


def listings() -> pl.LazyFrame:
    """All snapshots with each publisher's country; lazy, so that a table takes the columns it needs."""
    countries = organisations.select(pl.col("handle").cast(pl.Categorical), "country")
    return pl.concat([month(file) for file in files]).join(countries, on="handle", how="left").lazy()


rows = listings()
newest = rows.select(pl.col("date").max()).collect().item()


# What each snapshot holds.
keep(
    "coverage",
    rows.group_by("date").agg(
        models=pl.len(),
        publishers=pl.col("handle").n_unique(),
        with_country=pl.col("country").count() / pl.len(),
        downloads=pl.col("downloads").count() / pl.len(),
        likes=pl.col("likes").count() / pl.len(),
    ),
)


# Over time, publishers are compared that every snapshot holds.
dates = rows.group_by("handle").agg(pl.col("date").n_unique()).collect()
throughout = dates.filter(pl.col("date") == len(files))
compared = rows.join(throughout.lazy(), on="handle", how="semi").with_columns(pl.col("country").fill_null(""))


def ranked(table: pl.LazyFrame, by: str, count: str) -> pl.LazyFrame:
    """Place the named of each date, the largest first; the unassigned part has no place."""
    named = table.filter(pl.col(by) != "").sort(pl.col(count).fill_null(0), by, descending=[True, False])
    places = named.select("date", by, pl.int_range(1, pl.len() + 1).over("date").alias("rank"))
    return table.join(places, on=["date", by], how="left")


known_sum = pl.when(pl.col("downloads").count() > 0).then(pl.col("downloads").sum())
shares = compared.group_by("date", "country").agg(
    downloads=known_sum, models=pl.len(), organisations=pl.col("handle").n_unique()
)
whole = compared.group_by("date").agg(
    total=pl.col("downloads").sum(),
    known=pl.col("downloads").count() / pl.len(),
    all_models=pl.len(),
    all_organisations=pl.col("handle").n_unique(),
)
everything = rows.group_by("date").agg(everything=pl.col("downloads").sum())
shares = shares.join(whole, on="date").join(everything, on="date")
shares = ranked(shares, "country", "downloads").with_columns(
    share=pl.col("downloads") / pl.col("total"), coverage=pl.col("total") / pl.col("everything")
)
keep("download_share", shares.drop("everything"))


# Concentration and likes.
def first(models: pl.LazyFrame, column: str, places: int) -> pl.LazyFrame:
    """The models of each date with most of something; of equal ones the first in the order of ids."""
    enough = models.filter(pl.col(column) >= pl.col(column).top_k(places).min().over("date"))
    order = enough.collect().lazy().sort("date", column, "id", descending=[False, True, False])
    return order.with_columns(rank=pl.int_range(1, pl.len() + 1).over("date")).filter(
        pl.col("rank") <= places
    )


known = compared.filter(pl.col("downloads").is_not_null())
total = pl.col("downloads").sum()
concentration = (
    known.select("date", "downloads")
    .sort("downloads", descending=True)
    .group_by("date", maintain_order=True)
    .agg(
        *((pl.col("downloads").head(top).sum() / total).alias(f"top_{top}") for top in (1, 10, 25, 100)),
        models=pl.len(),
        half=(pl.col("downloads").cum_sum() * 2 < total).sum() + 1,
        downloads=total,
    )
)
handles = known.group_by("date", "handle").agg(pl.col("downloads").sum().cast(pl.Float64))
hhi = handles.group_by("date").agg(hhi=pl.col("downloads").pow(2).sum() / pl.col("downloads").sum().pow(2))
largest = first(known, "downloads", 1).select("date", largest="repo_id")
for part in (hhi, largest, whole.select("date", "known")):
    concentration = concentration.join(part, on="date")
keep("concentration", concentration)

account = pl.col("repo_id").str.extract("^([^/]*)")
known_likes = rows.group_by("date").agg(
    known=pl.col("downloads").filter(pl.col("likes").is_not_null()).sum() / pl.col("downloads").sum(),
    models=pl.col("likes").count(),
)
likes = (
    first(rows, "likes", 11)
    .join(known_likes, on="date")
    .drop("country")
    .with_columns(pl.col("handle").cast(pl.String))
)
likes = (
    likes.join(organisations.lazy(), on="handle", how="left")
    .sort("date", "rank")
    .with_columns(
        pl.coalesce("organisation", account).alias("organisation"),
        pl.col("country").fill_null(""),
        ahead=pl.col("likes") - pl.col("likes").shift(-1).over("date"),
    )
    .filter(pl.col("rank") <= 10, pl.col("known") >= 0.8)
)
columns = [
    "date",
    "rank",
    "repo_id",
    "organisation",
    "country",
    "likes",
    "downloads",
    "ahead",
    "known",
    "models",
]
keep("most_liked", likes.select(columns))

known = rows.filter(pl.col("downloads").is_not_null(), pl.col("likes").is_not_null())
both = first(known.drop("handle"), "likes", 25).join(
    first(known, "downloads", 25), on=["date", "id"], how="semi"
)
names = both.group_by("date").agg(both=pl.len(), names=pl.col("repo_id").sort().str.join(", "))
overlap = known.group_by("date").agg(models=pl.len()).join(names, on="date", how="left")
overlap = overlap.with_columns(pl.col("both").fill_null(0), pl.col("names").fill_null(""), top=pl.lit(25))
keep("attention_overlap", overlap.sort("date"))


# Publishers.
fetched = rows.filter(pl.col("downloads").is_not_null()).drop("country")
sums = fetched.group_by("date", "handle").agg(
    downloads=pl.col("downloads").sum(), models=pl.len(), most=pl.col("downloads").max()
)
sums = sums.with_columns(
    pl.col("handle").cast(pl.String), share=pl.col("downloads") / pl.col("downloads").sum().over("date")
)
top = sums.sort("date", "downloads", "handle", descending=[False, True, False])
top = top.with_columns(rank=pl.int_range(1, pl.len() + 1).over("date")).filter(pl.col("rank") <= 12)
top = top.join(organisations.lazy(), on="handle", how="left").sort("date", "rank").collect()
most = top.select("date", pl.col("handle").cast(pl.Categorical), downloads="most").lazy()
largest = fetched.join(most, on=["date", "handle", "downloads"], how="semi").sort("id")
largest = largest.unique(["date", "handle"], keep="first", maintain_order=True)
largest = largest.select("date", pl.col("handle").cast(pl.String), largest="repo_id")
top = top.join(largest.collect(), on=["date", "handle"])
keep(
    "top_publishers",
    top.with_columns(
        pl.coalesce("organisation", "handle").alias("organisation"),
        pl.col("country").fill_null(""),
        largest_share=pl.col("most") / pl.col("downloads"),
    ),
)


# Releases and licences of listed publishers in the newest snapshot.
formats = "fp4|fp8|int4|int8|w4a16|w8a8|w4a4|4bit|8bit|gptq|awq|gguf|mlx|bnb|onnx|openvino"
published = rows.filter(pl.col("date") == newest, pl.col("country").is_not_null())
published = published.select("repo_id", pl.col("handle").cast(pl.String), "country").collect()
published = published.join(organisations.drop("country"), on="handle").join(
    pl.read_parquet(files[-1], columns=["repo_id", "created_at", "license"]), on="repo_id"
)
published = published.with_columns(
    copy=pl.col("repo_id").str.to_lowercase().str.contains(f"(^|[^a-z0-9])(nv|mx)?({formats})"),
    month=pl.col("created_at").dt.date().dt.month_start(),
)
until = pl.select(pl.lit(newest).dt.month_start()).item()
since = pl.select(pl.lit(newest).dt.offset_by("-1mo").dt.truncate("1y")).item()
created = published.filter(pl.col("month") >= since, pl.col("month") < until)
months = pl.select(month=pl.date_range(since, until, "1mo", closed="left"))
counts = created.group_by("month", "country").agg(
    releases=(~pl.col("copy")).sum(),
    copies=pl.col("copy").sum(),
    organisations=pl.col("handle").filter(~pl.col("copy")).n_unique(),
)
releases = months.join(created.select("country").unique(), how="cross")
releases = releases.join(counts, on=["month", "country"], how="left").fill_null(0)
releases = releases.sort("month", "releases", "country", descending=[False, True, False])
keep("releases", releases.with_columns(rank=pl.int_range(1, pl.len() + 1).over("month")))

tiers = registry("licences").select(pl.col("licence").str.to_lowercase(), "tier")
published = published.with_columns(pl.col("license").str.to_lowercase()).join(
    tiers, left_on="license", right_on="licence", how="left"
)
unnamed = pl.col("license").fill_null("") == ""
places = published.group_by("country").len().sort("len", "country", descending=[True, False])
places = places.select("country", place=pl.int_range(1, pl.len() + 1))
published = published.join(places, on="country").with_columns(
    tier=pl.when(unnamed).then(pl.lit("none")).otherwise(pl.col("tier").fill_null("other")),
    country=pl.when(pl.col("place") <= 5).then("country").otherwise(pl.lit("other")),
    place=pl.col("place").clip(upper_bound=6),
)
cell = ["country", "tier", "place"]
holders = published.group_by(*cell, "handle", "organisation").agg(models=pl.len())
holders = holders.sort("models", "handle", descending=[True, False])
licences = holders.group_by(cell, maintain_order=True).agg(
    models=pl.col("models").sum(),
    organisations=pl.len(),
    largest=pl.col("organisation").first(),
    largest_share=pl.col("models").first() / pl.col("models").sum(),
)
licences = licences.with_columns(all_models=pl.col("models").sum().over("country"))
keep("licence_tiers", licences.with_columns(share=pl.col("models") / pl.col("all_models")))


# Direct derivatives. The longest prefix of a parent's name says to which family it belongs.
families = registry("families").select(
    "family", pl.col("handle").str.to_lowercase(), pl.col("name_prefix").fill_null("").str.to_lowercase()
)
parents = compared.filter(pl.col("children") > 0)
parents = parents.select("date", "id", pl.col("handle").cast(pl.String), "children").collect()
prefixed = parents.select("id", "handle").unique().join(families, on="handle")
prefixed = prefixed.filter(pl.col("id").str.starts_with(pl.col("handle") + "/" + pl.col("name_prefix")))
prefixed = prefixed.sort(pl.col("name_prefix").str.len_chars(), "family", descending=[True, False])
family = prefixed.unique("id", keep="first", maintain_order=True).select("id", base="family")
direct = parents.join(family, on="id", how="left").with_columns(pl.col("base").fill_null(""))
direct = direct.group_by("date", "base").agg(pl.col("children").sum())
direct = direct.with_columns(
    total=pl.col("children").sum().over("date"), organisations=pl.lit(len(throughout))
)
direct = direct.with_columns(share=pl.col("children") / pl.col("total"))
keep("direct_derivatives", ranked(direct.lazy(), "base", "children").sort("date", "rank"))


# Derivatives at any depth: every lineage is climbed to its roots, ancestors that name no base themselves.
held = rows.filter(pl.col("date") == newest).select("repo_id", "id").collect()
edges = (
    pl.scan_parquet(files[-1])
    .select("repo_id", pl.col("base_models"))
    .explode("base_models")
    .drop_nulls()
    .unnest("base_models", separator=":")
    .collect()
)
edges = edges.select(
    "repo_id", parent=present(pl.col("base_models:repo_id")), relation=pl.col("base_models:relation")
)
edges = edges.join(held, on="repo_id").select("parent", "relation", child="id").unique()
edges = edges.filter(pl.col("parent") != pl.col("child"))
unresolved = 1 - edges["parent"].unique().is_in(held["id"].implode()).mean()

links = edges.select("child", "parent").unique()
climbing = links.rename({"parent": "ancestor"})
seen, roots = climbing, []
while len(climbing):
    roots.append(climbing.join(links, left_on="ancestor", right_on="child", how="anti"))
    step = climbing.join(links, left_on="ancestor", right_on="child")
    step = step.select("child", ancestor="parent").unique()
    # What was reached before, by another way or around a ring, is not climbed again.
    seen = seen.join(step, on="child", how="semi")
    climbing = step.join(seen, on=["child", "ancestor"], how="anti")
    seen = pl.concat([seen, climbing])
derived = pl.concat(roots).unique().with_columns(handle=pl.col("ancestor").str.extract("^([^/]*)"))
derived = (
    derived.join(organisations, on="handle", how="left")
    .select("child", base=pl.col("country").fill_null(""))
    .unique()
)
quantised = edges.filter(pl.col("relation") == "quantized").select("child").unique()
derived = derived.with_columns(quantised=pl.col("child").is_in(quantised["child"].implode()))
roots_of = derived.group_by("base").agg(
    derivatives=(~pl.col("quantised")).sum(), quantisations=pl.col("quantised").sum()
)
total = derived.filter(~pl.col("quantised"))["child"].n_unique()
roots_of = ranked(roots_of.lazy().with_columns(date=pl.lit(newest)), "base", "derivatives").drop("date")
keep(
    "transitive_derivatives",
    roots_of.with_columns(
        share=pl.col("derivatives") / total, total=pl.lit(total), unresolved=pl.lit(unresolved)
    ),
)
