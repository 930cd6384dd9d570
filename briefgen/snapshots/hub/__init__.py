"""A live crawl of the Hub: what to ask, how to ask it, what was answered, and the snapshot made of it."""

#: The origins of its snapshots, one a scope: figures of two scopes make no series.
ORIGINS = ("hub-tracked", "hub-lineage", "hub-all")
#: The one that leaves out what others make of the tracked models: metrics of lineage refuse it.
WITHOUT_DERIVATIVES = "hub-tracked"
