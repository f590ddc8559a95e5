"""Markdown notes in, an Anki package out.

`build.py` holds the one list of stages; every room beside it (`parse`, `draft`, `identity`, `render`, `package`) turns
one kind of value into the next and knows none of the others.
"""

VERSION = "0.1.0"
"""Of the program. It stands here alone."""
