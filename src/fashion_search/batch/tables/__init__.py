"""Tables on disk that take rows in slices: whole or not at all, one row per key."""
