"""The commands that come in groups, a module a group."""
