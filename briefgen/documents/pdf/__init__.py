"""A page as an accessible, archivable PDF with its evidence attached."""
