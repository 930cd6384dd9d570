"""The numbers that an edition printed: written down once, traced and explained."""
