"""Results that are cached on disk until something that they depend on changes."""
