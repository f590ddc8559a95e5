"""From a section to its notes: which blocks a rule claims, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from msgspec.structs import replace

from pipeline.config import Config
from pipeline.core.diagnostic import Diagnostic, Span
from pipeline.core.note import Markup, NoteDraft, NoteKind, Text
from pipeline.core.section import Block, Bullets, Fence, Figure, Inline, Prose, Rule, Run, Section, Table, plain_text
from pipeline.draft.blocks import blocks_markup, footnotes_markup
from pipeline.draft.html import PictureDesk, inline_markup, joined
from pipeline.draft.keys import heading_key, section_key, with_unique_keys
from pipeline.draft.lists import one_bullet_each, rejoined, unwrapped
from pipeline.draft.marks import Place
from pipeline.draft.register import (
    MARK_RULES,
    RuleHits,
    footnote_labels,
    hidden_in,
    hidden_texts,
    marked_block,
    marked_list,
    repeated_labels,
)
from pipeline.draft.rope import answer_key
from pipeline.draft.surroundings import blanked, in_language, path_markup, searchable_text

Drafts = tuple[tuple[NoteDraft, ...], tuple[Diagnostic, ...]]


def draft_sections(sections: Sequence[Section], config: Config) -> Drafts:
    """Return the notes of all sections in the order of the sections, and what is to be said about those without."""
    drafts: list[NoteDraft] = []
    diagnostics: list[Diagnostic] = []
    for section in sections:
        desk = _SectionDesk(section, config)
        own, said = desk.drafts()
        drafts.extend(own)
        diagnostics.extend(said)
    return with_unique_keys(drafts), tuple(diagnostics)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A block after the rules: as it was, as it is asked, and the rule that asks it ("" where none does)."""

    block: Block
    marked: Block
    rule: str


class _SectionDesk:
    """Drafts the notes of one section."""

    def __init__(self, section: Section, config: Config) -> None:
        self._section = section
        self._config = config
        self._repeated_labels = repeated_labels(section.blocks)

    def drafts(self) -> Drafts:
        section = self._section
        word = section.options.card
        body = tuple(block for block in section.blocks if not isinstance(block, Rule) and not _is_left_out(block))
        if word == "skip" or self._is_skipped() or (section.blocks and not body):
            return (), ()
        if word in ("basic", "reverse") and body:
            return self._asked_by_heading(section.blocks, "heading", reverse=word == "reverse"), ()
        claims = [claim for block in section.blocks for claim in self._claims(block)]
        heading_cloze = tuple(self._heading_cloze())
        drafts = [*heading_cloze, *self._block_drafts(claims)]
        # A heading with a cloze in it has the whole section on its back already.
        if body and word != "cloze" and not heading_cloze and _needs_heading_to_ask(claims, drafts):
            drafts.extend(self._asked_by_heading(section.blocks, "heading", reverse=False))
        return tuple(drafts), () if drafts else (self._why_no_card(bool(body)),)

    def _is_skipped(self) -> bool:
        skipped = _skipped_keys(self._config.skip_headings)
        headings = (*self._section.ancestors, self._section.title)
        return any(heading_key(heading).casefold() in skipped for heading in headings)

    def _why_no_card(self, has_body: bool) -> Diagnostic:
        title = plain_text(self._section.title)
        if has_body:
            return Diagnostic(
                code="no-card",
                message=f"no card comes out of “{title}”",
                span=self._section.span,
                hint="mark what to ask with **…** or ==…==, or say <!-- card: skip --> below the heading",
            )
        return Diagnostic(
            code="heading-only",
            message=f"“{title}” is a heading and nothing else, so it asks nothing yet",
            span=self._section.span,
            hint="mark the part to hide in the heading: ## … ==answer== …",
        )

    # ------------------------------------------------------------------------------------------------ blocks

    def _claims(self, block: Block) -> Sequence[_Claim]:
        """Lay the rules over a block. Each item of a list is a fact by itself, with what is nested below it."""
        word = (block.options.card if block.options else None) or self._section.options.card
        if _is_left_out(block):
            return (_Claim(block=block, marked=block, rule=""),)
        if block.options and block.options.card in ("basic", "reverse"):
            return (_Claim(block=block, marked=block, rule=f"{word}-block"),)
        if word == "list" and isinstance(block, Bullets) and hidden_texts(marked_list(block)):
            return (_Claim(block=block, marked=marked_list(block), rule="list"),)
        claims = []
        for piece in one_bullet_each(block):
            marked, rule = marked_block(piece, self._repeated_labels)
            claims.append(_Claim(block=piece, marked=marked, rule=rule))
        return claims if any(claim.rule for claim in claims) else (_Claim(block=block, marked=block, rule=""),)

    def _block_drafts(self, claims: Sequence[_Claim]) -> Iterable[NoteDraft]:
        rest = rejoined(tuple(claim.block for claim in claims if not claim.rule))
        has_own_note = any(_is_shown_only_on_a_back(block) for block in rest)
        for claim in claims:
            if claim.rule in ("basic-block", "reverse-block"):
                yield from self._asked_by_heading((claim.block,), "block", reverse=claim.rule == "reverse-block")
            elif claim.rule:
                yield self._cloze(claim, () if has_own_note else rest)

    def _cloze(self, claim: _Claim, rest: Sequence[Block]) -> NoteDraft:
        """A note of one block; what no rule of the section claims stands below its answer, so that nothing is lost."""
        desk = self._desk()
        hidden = hidden_texts(claim.marked)
        title = (*self._section.ancestors, self._section.title)
        fields = (
            ("Text", blocks_markup(unwrapped(claim.marked), desk)),
            ("Back Extra", joined((*blocks_markup(rest, desk), *self._footnotes((claim.block, *rest), desk)))),
            ("Context", path_markup(title, hidden, desk, self._section.span)),
        )
        return self._note(
            NoteKind.CLOZE, claim.rule, answer_key(hidden[0]), fields, desk, claim.block.span, (claim.block,)
        )

    def _footnotes(self, blocks: Sequence[Block], desk: PictureDesk) -> Markup:
        wanted = footnote_labels(blocks)
        return footnotes_markup([own for own in self._section.footnotes if own.label in wanted], desk)

    def _heading_cloze(self) -> Iterable[NoteDraft]:
        """A fact that is the heading itself, with a mark inside it."""
        section = self._section
        rules = [(name, rule) for name, rule in MARK_RULES if name != "term-value" or not section.blocks]
        hits = RuleHits(rules)
        marked = hits(section.title, Place(stands_alone=True))
        if not hits.first:
            return
        desk = self._desk()
        hidden = hidden_in(marked)
        yield self._note(
            NoteKind.CLOZE,
            f"heading-{hits.first}",
            answer_key(hidden[0]),
            (
                ("Text", inline_markup(marked, desk, section.span)),
                (
                    "Back Extra",
                    joined((*blocks_markup(section.blocks, desk), *footnotes_markup(section.footnotes, desk))),
                ),
                ("Context", path_markup(section.ancestors, hidden, desk, section.span)),
            ),
            desk,
            section.span,
            section.blocks,
        )

    # ----------------------------------------------------------------------------------------------- heading

    def _asked_by_heading(self, blocks: Sequence[Block], rule: str, *, reverse: bool) -> tuple[NoteDraft, ...]:
        """The heading path asks, the blocks answer; with `reverse` also the other way round."""
        section, desk = self._section, self._desk()
        front = inline_markup(_asking_title(section), desk, section.span)
        back = joined((*blocks_markup(blocks, desk), *self._footnotes(blocks, desk)))
        context = path_markup(section.ancestors, (), desk, section.span)
        which = _block_name(blocks[0]) if rule == "block" else ""
        span = blocks[0].span if rule == "block" else section.span
        forward = self._note(
            NoteKind.BASIC, rule, which, (("Front", front), ("Back", back), ("Context", context)), desk, span, blocks
        )
        return (forward, self._reversed(blocks, which, span)) if reverse else (forward,)

    def _reversed(self, blocks: Sequence[Block], which: str, span: Span) -> NoteDraft:
        """The blocks ask, the heading answers; its name is blanked where they repeat it."""
        section, desk = self._section, self._desk()
        name = plain_text(section.title)
        asking = tuple(
            replace(block, inline=blanked(block.inline, (name,))) if isinstance(block, Prose) else block
            for block in blocks
        )
        fields = (
            ("Front", blocks_markup(asking, desk)),
            ("Back", inline_markup(section.title, desk, section.span)),
            ("Context", path_markup(section.ancestors, (name,), desk, section.span)),
        )
        return self._note(NoteKind.BASIC, "reverse", which, fields, desk, span, blocks)

    # -------------------------------------------------------------------------------------------------- notes

    def _desk(self) -> PictureDesk:
        options = self._section.options
        return PictureDesk(self._config.theme, options.lang, plain_text(self._section.title))

    def _note(
        self,
        kind: NoteKind,
        rule: str,
        which: str,
        fields: Sequence[tuple[str, Markup]],
        desk: PictureDesk,
        span: Span,
        sources: Sequence[Block],
    ) -> NoteDraft:
        options = self._section.options
        local = f"{rule}{' · ' + which if which else ''}"
        own_id = next((block.options.id for block in sources if len(sources) == 1 and block.options), None)
        search = searchable_text(sources)
        shown = [(name, in_language(markup, options.lang)) for name, markup in fields if markup]
        if search:
            shown.append(("Search", (Text(search),)))
        return NoteDraft(
            kind=kind,
            key=f"{section_key(self._section)} · {local}",
            explicit_id=own_id or (f"{options.id} · {local}" if options.id else None),
            deck=options.deck,
            tags=_with_block_tags(options.tags, sources),
            fields=tuple(shown),
            requests=desk.requests,
            rule=rule,
            span=span,
        )


def _asking_title(section: Section) -> Inline:
    """An empty heading cannot ask: the nearest one above it does, or the name of the file."""
    titled = [heading for heading in (section.title, *reversed(section.ancestors)) if plain_text(heading).strip()]
    return titled[0] if titled else (Run(PurePosixPath(section.path).stem),)


@cache
def _skipped_keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(answer_key(name).casefold() for name in names)


def _needs_heading_to_ask(claims: Sequence[_Claim], drafts: Sequence[NoteDraft]) -> bool:
    """The heading asks where no rule found anything, or where a picture or code would be on no card at all."""
    unclaimed = (claim.block for claim in claims if not claim.rule)
    return not drafts or any(_is_shown_only_on_a_back(block) and not _is_left_out(block) for block in unclaimed)


def _is_left_out(block: Block) -> bool:
    """The author wants no card of this block; it still stands on the backs of its section."""
    return block.options is not None and block.options.card == "skip"


def _is_shown_only_on_a_back(block: Block) -> bool:
    return isinstance(block, (Table, Fence, Figure))


def _block_name(block: Block) -> str:
    """A short name for a block in a key: its first words."""
    inline = block.inline if isinstance(block, Prose) else ()
    return answer_key(plain_text(inline))[:20] or type(block).__name__.lower()


def _with_block_tags(tags: tuple[str, ...], sources: Sequence[Block]) -> tuple[str, ...]:
    own = (tag for block in sources if len(sources) == 1 and block.options for tag in block.options.tags)
    return tuple(sorted({*tags, *own}))
