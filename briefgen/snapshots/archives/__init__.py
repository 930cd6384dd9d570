"""Importers for public archives of Hub statistics, one file an archive format."""
