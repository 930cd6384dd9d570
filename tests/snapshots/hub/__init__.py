"""`briefgen snapshot take`, held to the loopback Hub."""
