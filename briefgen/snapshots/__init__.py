"""Import and storage of dated statistics of the Hub: one Parquet file and one manifest per snapshot."""
