"""From priors to futures (and, later, to a posterior)."""
