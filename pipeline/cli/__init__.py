"""The command line: a small module for each verb, the options they share, and the way from an outcome to an exit code.

A verb parses its options and prints; all else happens in the rooms below. At import a verb takes nothing but click and
`core.errors`, so that `--help` and completion answer at once: what it works with it imports when it runs.
"""

from pipeline.cli.completion import VARIABLE
from pipeline.cli.options import PROGRAM
from pipeline.cli.program import deck

__all__ = ["PROGRAM", "VARIABLE", "deck"]
