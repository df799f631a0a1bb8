"""SQL databases: PostgreSQL, Lakebase, and what runs statements on either."""
