"""Every type of diagram is drawn with its Japanese labels, and what an author may set of its look is kept."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from pipeline.core.picture import RenderRequest
from pipeline.render import Rendering, render_pictures
from tests.browser.conftest import Render, contents, diagram
from tests.browser.gallery import GALLERY

OTHER_SIGNS = str.maketrans(
    "認計動待顧要費設公機朝効要力画送開未応銀技保", "詔訂勤侍頑妥質説分械潮郊妥刀面迷閑末広鉄枝促"
)
"""Each of these is in one diagram; its stand-in looks much alike and is as wide."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Rendering:
    folder = tmp_path_factory.mktemp("gallery")
    sources = [*GALLERY.values(), *(source.translate(OTHER_SIGNS) for source in GALLERY.values())]
    return render_pictures([diagram(source) for source in sources], notes_dir=folder, cache_dir=folder / "cache")


def picture(rendering: Rendering, source: str) -> Image.Image:
    (asset,) = (asset for asset in rendering.assets if asset.request_key == diagram(source).key)
    return Image.open(asset.path).convert("RGB")


@pytest.mark.parametrize("kind", GALLERY)
def test_every_type_is_drawn_with_legible_letters(drawn: Rendering, kind: str) -> None:
    assert drawn.diagnostics == ()
    (asset,) = (asset for asset in drawn.assets if asset.request_key == diagram(GALLERY[kind]).key)
    assert asset.text_px == pytest.approx(15, abs=0.1)


@pytest.mark.parametrize("kind", GALLERY)
def test_every_type_shows_the_very_signs_of_its_labels(drawn: Rendering, kind: str) -> None:
    """A sign that no font of ours has would be a box, and look like any other."""
    other = GALLERY[kind].translate(OTHER_SIGNS)
    assert other != GALLERY[kind]
    one, two = picture(drawn, GALLERY[kind]), picture(drawn, other)
    assert ImageChops.difference(one, two).getbbox() is not None


@pytest.mark.parametrize("kind", GALLERY)
def test_every_type_is_cut_to_what_it_shows(drawn: Rendering, kind: str) -> None:
    shown = picture(drawn, GALLERY[kind])
    ink = shown.convert("L").point(lambda value: 255 * (value < 252)).getbbox()
    assert ink is not None
    left, top, right, bottom = ink
    margins = (left, top, shown.width - right, shown.height - bottom)
    assert min(margins) >= 8, "nothing is cut off"
    assert max(margins) <= 64, "and no empty border is left"


def colours(rendering: Rendering, request: RenderRequest) -> set[tuple[int, ...]]:
    (asset,) = (asset for asset in rendering.assets if asset.request_key == request.key)
    found = Image.open(asset.path).convert("RGB").getcolors(1_000_000) or []
    return {colour for _, colour in found if isinstance(colour, tuple)}


CHAIN = "flowchart LR\n  甲 --> 乙\n"


@pytest.mark.parametrize(
    "head",
    [
        "%%{init: {'theme': 'base', 'themeVariables': {'primaryColor': '#ffcc00'}}}%%\n",
        "---\nconfig:\n  theme: base\n  themeVariables:\n    primaryColor: '#ffcc00'\n---\n",
    ],
    ids=["directive", "front matter"],
)
def test_colours_of_the_author_are_kept(render: Render, head: str) -> None:
    coloured = diagram(head + CHAIN)
    assert (255, 204, 0) in colours(render(coloured), coloured)


def test_look_of_the_author_is_kept(render: Render) -> None:
    plain, drawn_by_hand = diagram(CHAIN), diagram("---\nconfig:\n  look: handDrawn\n---\n" + CHAIN)
    rendering = render(plain, drawn_by_hand)
    assert len(set(contents(rendering).values())) == 2
    assert contents(render(drawn_by_hand, use_cache=False)).items() <= contents(rendering).items()


def test_dark_theme_is_left_to_the_card(render: Render) -> None:
    plain, dark = diagram(CHAIN), diagram("%%{init: {'theme': 'dark'}}%%\n" + CHAIN)
    assert len(set(contents(render(plain, dark)).values())) == 1


def test_wide_diagram_is_laid_out_again_and_turned_only_where_allowed(render: Render) -> None:
    chain = "flowchart LR\n" + "".join(
        f"  手順{n}[手順その{n}を行う] --> 手順{n + 1}[手順その{n + 1}を行う]\n" for n in range(6)
    )
    kept, turned = diagram(chain), diagram(chain, turns=True)
    wide, narrow = render(kept, turned).assets
    assert wide.width_px > 2 * 507, "seven steps in a row have no room on a phone"
    assert narrow.width_px <= 2 * 507
    assert narrow.height_px > 2 * wide.height_px
