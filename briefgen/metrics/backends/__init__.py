"""The databases that answer metrics: DuckDB and Spark."""
