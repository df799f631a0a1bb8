"""Trains, exports and measures the model that ships inside the package.

The only part of the package that imports torch. `training/README.md` in the repository is the recipe.
"""
