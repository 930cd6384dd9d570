"""The editions as a web site: their archive, feeds, a page a claim and a source, and summaries to send."""
