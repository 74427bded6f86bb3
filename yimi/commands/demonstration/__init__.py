"""The demonstration county. Empty on purpose: the darkroom's processes import this package before Django starts."""
