"""Vector Search: indexes, their filters in both dialects, and the API around them."""
