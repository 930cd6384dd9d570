"""What leaves the house to be attacked: numbers with all that they rest on, and the means to check them."""
