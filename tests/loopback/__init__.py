"""A server on this machine that speaks the Hub's protocol: what the crawler is tried on."""
