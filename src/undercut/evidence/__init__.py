"""Evidence: sources, parameters with priors, observed series, the lever catalog; strict loaders.

Each loader stands in a module of its own (`catalog.load_catalog`, `parameters.load_parameters`,
`series.load_series`, `sources.load_sources` ...), is cached and returns frozen objects.
`checker.check` looks at all of them at once, `lookup.lookup` traces one number.
"""

from undercut.evidence.package import data_hash

__all__ = ["data_hash"]
