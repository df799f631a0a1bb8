"""Where pictures of products come from."""
