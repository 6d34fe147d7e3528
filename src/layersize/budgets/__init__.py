"""Everything about `layersize check`: rules, configuration, baselines, history, trend, causes."""
