"""Measured comparisons: what a build costs, and what it could not cost less than."""
