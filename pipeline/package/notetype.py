"""The three notetypes: a schema that is frozen for ever, and a design that may change with every release.

Anki's importer matches fields and templates by position, by `id` where both sides carry one, and else by name; any
difference makes every note of the notetype "conflicting". So nothing in `SCHEMAS` may ever change, and what a later
release needs goes into the spare fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.core.digest import digest
from pipeline.core.note import FIELD_NAMES, NoteKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The frozen half of a notetype. `field_ids` stand in the order of `FIELD_NAMES`; `sort_field` counts from 0."""

    notetype_id: int
    name: str
    field_ids: tuple[int, ...]
    template_id: int
    template_name: str
    is_cloze: bool
    sort_field: int = 0


SCHEMAS: dict[NoteKind, Schema] = {
    NoteKind.BASIC: Schema(
        notetype_id=1647382916405,
        name="Notedeck Basic",
        field_ids=(
            7753489872222461640,
            826798408185521011,
            4952954340282075261,
            3486176372093376435,
            8192470484438390440,
            -8826720677454183492,
            916170100407641026,
            -3622999948471084192,
        ),
        template_id=4910644459144710444,
        template_name="Card",
        is_cloze=False,
    ),
    NoteKind.CLOZE: Schema(
        notetype_id=1647382916417,
        name="Notedeck Cloze",
        field_ids=(
            3134647919749308596,
            2212133023542301221,
            8072336420399306399,
            9001382895119417560,
            7632408317073342278,
            8296559149739572954,
            -1868491897030033477,
            6242454077274881531,
        ),
        template_id=-3108965755277295468,
        template_name="Cloze",
        is_cloze=True,
    ),
    NoteKind.OCCLUSION: Schema(
        notetype_id=1647382916429,
        name="Notedeck Image Occlusion",
        field_ids=(
            5640181283605405921,
            -6151143619700796115,
            -8410004623879284194,
            -8997214621708674316,
            -1438026469570628349,
            -3536692663032199193,
            -3900184790579382208,
            6008836864974622991,
            -160911892106332603,
            -7106396899824469200,
            5601796971179393396,
        ),
        template_id=-7987023709951617277,
        template_name="Image Occlusion",
        is_cloze=True,
        sort_field=2,  # Header: a list of notes should not show coordinates
    ),
}


@cache
def _design_text(file_name: str) -> str:
    return files(__package__).joinpath("design", file_name).read_text(encoding="utf-8")


def card_css() -> str:
    """Return the style sheet that all cards share."""
    return _design_text("card.css")


def templates(kind: NoteKind) -> tuple[str, str]:
    """Return the templates of `kind`, question first, in Anki's template language."""
    figure = _design_text("occlusion.figure.html").rstrip()
    question, answer = (
        _design_text(f"{kind.value}.{side}.html").replace("<!-- figure -->", figure) for side in ("question", "answer")
    )
    return question, answer


def notetype_digests() -> tuple[tuple[NoteKind, str, str], ...]:
    """Return kind, schema digest and design digest of each notetype.

    The schema digest covers what may never change: ids, names and order of fields and templates. The design digest
    covers name, templates and style sheet; when it differs from the last one shipped, the notetype's `mod` must rise.
    """
    return tuple((kind, _schema_digest(kind, schema), _design_digest(kind, schema)) for kind, schema in SCHEMAS.items())


def _schema_digest(kind: NoteKind, schema: Schema) -> str:
    return digest(
        "notetype-schema",
        schema.notetype_id,
        FIELD_NAMES[kind],
        schema.field_ids,
        schema.template_name,
        schema.template_id,
        schema.is_cloze,
        schema.sort_field,
    )


def _design_digest(kind: NoteKind, schema: Schema) -> str:
    return digest("notetype-design", schema.name, *templates(kind), card_css())
