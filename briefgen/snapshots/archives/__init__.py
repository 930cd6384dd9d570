"""One importer a file: an archive, as its publisher shipped it, becomes a snapshot's table and draft."""

#: The archive formats, by the id of the source they come from.
FORMATS = ("hub-stats", "llmfit", "osir-lmts", "radar")

#: The format of an analyst's own table, CSV or Parquet, which a map of its columns explains.
OWN_TABLE = "csv"

#: The Hub's data set of daily statistics, and the file in it that lists the models.
HUB_STATS = ("cfahlgren1/hub-stats", "models.parquet")
