"""The comment of an edition: its draft, its Markdown and the numbers it refers to."""
