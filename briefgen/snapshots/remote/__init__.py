"""Remote snapshots: their manifest names an address, and the rows are fetched once."""
