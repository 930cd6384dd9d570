"""The questions put to the snapshots: one SQL file a metric."""
