"""How two editions differ."""
