"""The check of a bundle, an edition or a PDF, as a hostile reader would do it."""
