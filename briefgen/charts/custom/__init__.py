"""Charts that a project describes in YAML."""
