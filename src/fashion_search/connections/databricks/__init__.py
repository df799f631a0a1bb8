"""A Databricks workspace: logging in, and its SQL warehouses."""
