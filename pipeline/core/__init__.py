"""Ground floor: the types, the diagnostics and the one digest that all rooms share.

A type of this floor is a frozen `msgspec.Struct` of texts, numbers, tuples and others of its kind; no dict, no list and
no object of another library crosses the door of a room. So a value can be shared, hashed, stored and read back
strictly, and it is in no cycle that the garbage collector would look for (`gc=False`). Types that stand in a union are
tagged. Only `Theme`, which is a part of the settings, is a frozen dataclass.

No file, clock, network or environment is touched here, and nothing but the standard library and msgspec is imported.
"""
