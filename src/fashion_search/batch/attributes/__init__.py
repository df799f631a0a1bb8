"""What pictures of products show, in closed vocabularies: material, pattern, collar, sleeves, and more."""
