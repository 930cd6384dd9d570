"""Snapshots whose rows lie elsewhere: their manifest names an address, and the rows are fetched once."""
