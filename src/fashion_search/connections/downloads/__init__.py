"""Pictures fetched from addresses that strangers wrote."""
