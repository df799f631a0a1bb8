"""How to reach a service: one file each, with its errors translated there and nowhere else."""
