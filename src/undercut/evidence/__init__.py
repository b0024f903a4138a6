"""Sources, series, parameters with priors, costs, levers: strict loaders of `data/`."""
