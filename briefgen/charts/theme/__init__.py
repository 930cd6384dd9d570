"""Colors, type, sizes and file formats of charts."""
