"""A live crawl of the Hub: what to ask, how to ask it, what it answered, and the snapshot made of it."""

#: The origins of its snapshots, each with its scope: figures of two scopes make no series.
ORIGINS = {"hub-tracked": "tracked", "hub-lineage": "lineage", "hub-all": "all"}
