"""Contract suites for parts of your own, one file each: `embedder`, `index`, `catalog`."""
