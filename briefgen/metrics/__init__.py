"""The metrics of the snapshots: one SQL file per metric."""
