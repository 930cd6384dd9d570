"""Made-up Hubs with the skew of the real one, to measure on: `python -m bench.hubs --help`."""
