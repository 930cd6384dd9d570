"""What people write by hand: YAML read into records, each mistake with its line and column."""
