"""A live crawl of the Hub: what to ask, how to ask it, what was answered, and the snapshot made of it."""
