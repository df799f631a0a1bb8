"""Handing a model over to Model Serving: packaged for MLflow, registered, put behind an endpoint."""
