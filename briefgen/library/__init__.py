"""The curated library: sources, claims and citations."""
