"""What the coursework asks and claims, and what answers it."""
