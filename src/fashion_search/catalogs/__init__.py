"""Products and the questions about them that need no vector."""
