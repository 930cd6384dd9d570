"""briefgen beside what an analyst would otherwise use: `python -m bench.peers --help`."""
