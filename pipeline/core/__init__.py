"""Ground floor: the types, the diagnostics and the one digest that all rooms share.

No file, clock, network or environment is touched here, and nothing outside the standard library is imported.
"""
