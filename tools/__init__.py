"""What the makers of briefgen run by hand."""
