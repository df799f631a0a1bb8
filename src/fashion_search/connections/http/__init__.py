"""One HTTP client, blocking and awaited: sockets, deadlines, second tries."""
