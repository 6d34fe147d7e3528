"""Reports of `layersize check` that CI systems read: one file a format."""
