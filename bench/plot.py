"""A plot of a few curves as SVG, both axes logarithmic: what grows in proportion is a line that rises by one in one."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 20, 50
COLOURS = ("#2f6f4f", "#b4552d", "#3b5b92", "#7a4f9a")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve with its name; no value is 0 or less."""

    name: str
    points: tuple[Point, ...]


def plot_svg(curves: Sequence[Curve], *, across: str, up: str) -> str:
    """Return the SVG of `curves`, with a dashed line in proportion from the first point of the first."""
    points = [point for curve in curves for point in curve.points]
    places = _Places([x for x, _ in points], [y for _, y in points])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_axes(places, across, up),
        _proportion(places, curves[0].points),
    ]
    for curve, colour in zip(curves, COLOURS, strict=False):
        spots = [places.of(point) for point in curve.points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in spots]
        x, y = spots[-1]
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{html.escape(curve.name)}</text>')
    return "\n".join((*parts, "</svg>\n"))


class _Places:
    """Where values lie in the picture: between whole powers of ten."""

    def __init__(self, xs: Iterable[float], ys: Iterable[float]) -> None:
        self.xs, self.ys = _powers(xs), _powers(ys)

    def of(self, point: Point) -> Point:
        x, y = (math.log10(value) for value in point)
        across = (x - self.xs[0]) / (self.xs[-1] - self.xs[0])
        up = (y - self.ys[0]) / (self.ys[-1] - self.ys[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)


def _powers(values: Iterable[float]) -> range:
    logs = [math.log10(value) for value in values]
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    return range(low, max(high, low + 1) + 1)


def _axes(places: _Places, across: str, up: str) -> Iterator[str]:
    left, bottom = places.of((10.0 ** places.xs[0], 10.0 ** places.ys[0]))
    right, top = places.of((10.0 ** places.xs[-1], 10.0 ** places.ys[-1]))
    for power in places.xs:
        x, _ = places.of((10.0**power, 10.0 ** places.ys[0]))
        yield f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10.0**power:,g}</text>'
    for power in places.ys:
        _, y = places.of((10.0 ** places.xs[0], 10.0**power))
        yield f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#ddd"/>'
        yield f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>'
    yield f'<text x="{(left + right) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{html.escape(across)}</text>'
    yield f'<text x="14" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 {HEIGHT / 2})">{up}</text>'


def _proportion(places: _Places, points: Sequence[Point]) -> str:
    (x, y), (last, _) = points[0], points[-1]
    (x1, y1), (x2, y2) = places.of((x, y)), places.of((last, y * last / x))
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#999" stroke-dasharray="4 4"/>'
