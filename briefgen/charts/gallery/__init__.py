"""The charts that ship, one file each."""
