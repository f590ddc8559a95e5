"""What pictures and the preview are drawn with: mermaid, fonts, MathJax and a browser.

`python -m pipeline.supply` fetches it at set-up, pinned by `pins.toml`, into `assets/` of the virtual environment. The
rest of the pipeline only looks up what is there, by the names below, and never touches the network. Nothing here
imports Playwright: whether a browser really starts is found out by the one that starts it.
"""

from pipeline.supply.browsers import ENDPOINT_SCHEMES, BrowserCandidate, browser_candidates, no_browser_error
from pipeline.supply.lookup import Assets, find_assets, find_mathjax

__all__ = [
    "ENDPOINT_SCHEMES",
    "Assets",
    "BrowserCandidate",
    "browser_candidates",
    "find_assets",
    "find_mathjax",
    "no_browser_error",
]
