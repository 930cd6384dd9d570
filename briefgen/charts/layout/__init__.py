"""Where labels go, and how a chart is laid out on its canvas."""
