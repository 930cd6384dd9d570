"""One chart a file, one house style."""
