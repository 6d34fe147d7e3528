"""One file a command; `layersize.cli.main` lists them."""
