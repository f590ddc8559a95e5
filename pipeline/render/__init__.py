"""Render room: `RenderRequest` in, `RenderedAsset` out.

Tables and diagrams are drawn by a Chromium that reaches no network, each under a name that follows from what is drawn,
and kept in a cache; images of the author are checked and named by their content. A picture that cannot be had is a
diagnostic and stops no other. Without a picture to draw neither playwright nor a browser is touched.

Imports core and supply, no other room; the only importer of playwright.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from pipeline.core.diagnostic import Diagnostic
from pipeline.core.markup import Regions
from pipeline.core.picture import PictureKind, Region, RenderedAsset, RenderRequest, drawn_name
from pipeline.render.cache import CacheDamagedError, PictureCache
from pipeline.render.faults import Fault, Outcome, Settle
from pipeline.render.images import ImageShelf, image_name
from pipeline.render.recipe import DENSITIES, picture_stem, recipe_digest
from pipeline.supply import find_assets

__all__ = ["Draw", "Rendering", "image_name", "render_pictures"]

Draw = Callable[[Sequence[RenderRequest], Mapping[str, str], PictureCache, str | None, Settle], None]
"""How missing pictures are drawn: into the cache by their names, with a browser, each settled."""


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """All pictures of a build: one asset for each distinct request that succeeded, in the order of the requests.

    `drawn` and `cached` count tables and diagrams only. The diagnostics name every place where a picture stands.
    `pending` tells of those drawn later the name that each will most likely have, by request key.
    """

    assets: tuple[RenderedAsset, ...]
    diagnostics: tuple[Diagnostic, ...]
    drawn: int
    cached: int
    pending: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def file_names(self) -> dict[str, str]:
        """The names of the media files by request key."""
        return {asset.request_key: asset.file_name for asset in self.assets} | dict(self.pending)

    @cached_property
    def regions(self) -> Regions:
        """The regions of the pictures by request key."""
        return _Regions(self._assets_by_key)

    def look_of(self, request_key: str) -> tuple[str | None, bytes]:
        """Return the name of a picture and its regions as JSON, to be compared with those of another build."""
        asset = self._assets_by_key.get(request_key)
        return self.file_names.get(request_key), asset.regions_json if asset else b""

    @cached_property
    def _assets_by_key(self) -> dict[str, RenderedAsset]:
        return {asset.request_key: asset for asset in self.assets}


class _Regions(Mapping[str, tuple[Region, ...]]):
    """The regions of each asset by its request key, read from it each time."""

    def __init__(self, assets: Mapping[str, RenderedAsset]) -> None:
        self._assets = assets

    def __getitem__(self, key: str) -> tuple[Region, ...]:
        return self._assets[key].regions

    def __iter__(self) -> Iterator[str]:
        return iter(self._assets)

    def __len__(self) -> int:
        return len(self._assets)


def render_pictures(
    requests: Sequence[RenderRequest],
    *,
    notes_dir: Path,
    cache_dir: Path,
    use_cache: bool = True,
    browser: str | None = None,
    draw: Draw | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Rendering:
    """Return the pictures for `requests`, drawing those that the cache below `cache_dir` does not hold.

    Without `use_cache` everything is drawn again and stored. `browser` names a browser to use instead of looking for
    one. `draw` draws in another way than here and now, and may leave requests unsettled. `on_progress` is called with
    the number of pictures drawn so far, and to draw. Raises MachineError if no browser starts, mermaid or a font is
    missing, or the cache cannot be written.
    """
    distinct: dict[str, RenderRequest] = {}
    for request in requests:
        distinct.setdefault(request.key, request)
    outcomes: dict[str, Outcome] = {}

    def settle(request: RenderRequest, outcome: Outcome) -> None:
        outcomes[request.key] = outcome

    drawable = _take_images(distinct.values(), ImageShelf(notes_dir), settle)
    stems = _name_pictures(drawable)
    cache = PictureCache(cache_dir)
    damages = _find_cached(drawable, stems, cache, settle) if use_cache else {}
    missing = [request for request in drawable if request.key not in outcomes]
    if missing:
        (draw or _draw_now)(missing, stems, cache, browser, _counted(settle, on_progress, len(missing)))
        cache.tidy()
    return Rendering(
        assets=tuple(outcome for key in distinct if isinstance(outcome := outcomes.get(key), RenderedAsset)),
        diagnostics=_diagnose(requests, damages, outcomes),
        drawn=sum(isinstance(outcomes.get(request.key), RenderedAsset) for request in missing),
        cached=len(drawable) - len(missing),
        pending={key: drawn_name(stems[key], DENSITIES[0]) for key in distinct if key not in outcomes},
    )


def _draw_now(
    requests: Sequence[RenderRequest],
    stems: Mapping[str, str],
    cache: PictureCache,
    browser: str | None,
    settle: Settle,
) -> None:
    from pipeline.render.drawing import draw_missing  # brings playwright

    draw_missing(requests, stems, cache, browser, settle)


def _counted(settle: Settle, on_progress: Callable[[int, int], None] | None, total: int) -> Settle:
    done = count(1)

    def settle_and_tell(request: RenderRequest, outcome: Outcome) -> None:
        settle(request, outcome)
        if on_progress is not None:
            on_progress(next(done), total)

    return settle_and_tell


def _take_images(requests: Iterable[RenderRequest], shelf: ImageShelf, settle: Settle) -> list[RenderRequest]:
    """Settle the images, which exist already; return the other requests."""
    drawable = []
    for request in requests:
        if request.kind is PictureKind.IMAGE:
            settle(request, shelf.take(request))
        else:
            drawable.append(request)
    return drawable


def _name_pictures(requests: Sequence[RenderRequest]) -> dict[str, str]:
    """Return the name of each drawn picture by the key of its request."""
    if not requests:
        return {}
    recipe = recipe_digest(find_assets().fingerprint)
    return {request.key: picture_stem(request, recipe) for request in requests}


def _find_cached(
    requests: Sequence[RenderRequest], stems: Mapping[str, str], cache: PictureCache, settle: Settle
) -> dict[str, Fault]:
    """Settle every picture that the cache holds; return what was found damaged in it, by request key."""
    damages = {}
    with cache.in_use():
        for request in requests:
            key, stem = request.key, stems[request.key]
            try:
                asset = cache.load(stem, key)
            except CacheDamagedError as error:
                message = f"The stored picture {stem} was damaged ({error}) and is drawn again."
                damages[key] = Fault(code="cache-damaged", message=message)
                continue
            if asset is not None:
                settle(request, asset)
    return damages


def _diagnose(
    requests: Sequence[RenderRequest],
    damages: Mapping[str, Fault],
    outcomes: Mapping[str, Outcome],
) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each fault at each place where its picture stands."""
    found = [
        fault.at(request)
        for request in requests
        for fault in (damages.get(request.key), outcomes.get(request.key))
        if isinstance(fault, Fault)
    ]
    return tuple(dict.fromkeys(found))
