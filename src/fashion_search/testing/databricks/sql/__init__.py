"""SQL warehouses: Databricks SQL statements, read strictly and run on SQLite over a store's catalogue."""
