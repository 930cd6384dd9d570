"""A chart as SVG and PNG."""
