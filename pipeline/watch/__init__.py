"""The watch: each save is shown at once in a page that is open, and nothing else is written.

In: a job. Out: `Shown` steps, one for each time that something changed, and the page served on loopback. The build
functions are those of every other verb; the ledger stays as the last build wrote it, so that no half-typed sentence
becomes a part of a card's identity.

Imports build, and the only importer of watchfiles and of the web server.
"""

from __future__ import annotations

from pipeline.watch.server import PageServer
from pipeline.watch.session import Look, Session

__all__ = ["Look", "PageServer", "Session"]
