"""The printed exhibits of a bundle."""
