"""Texts and pictures to unit vectors; import a part by its file, such as `fashion_search.embedders.onnx`."""
