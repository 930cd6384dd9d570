"""Words come in: sources, organisations and citations."""
