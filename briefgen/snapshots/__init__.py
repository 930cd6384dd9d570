"""Numbers come in: dated statistics of the Hub, one Parquet file and one manifest a snapshot."""
