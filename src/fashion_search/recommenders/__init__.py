"""What to show a person, and what goes with what."""
