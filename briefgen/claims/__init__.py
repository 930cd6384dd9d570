"""Claims and their tests: what a source said, judged by the snapshots, then and now."""
