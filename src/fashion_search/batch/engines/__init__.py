"""What runs row functions: processes of this machine, or Spark."""
