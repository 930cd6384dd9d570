"""The bag and the zip that hold a bundle."""
