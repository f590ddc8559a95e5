"""From a section to its notes: which blocks a rule claims, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from pipeline.config import Config
from pipeline.core.diagnostic import Diagnostic
from pipeline.core.note import NoteDraft
from pipeline.core.section import Block, Bullets, Fence, Figure, Prose, Rule, Section, Table, plain_text
from pipeline.draft.dialogue import dialogues_in
from pipeline.draft.gaps import hidden_texts, within_budget
from pipeline.draft.headings import HeadingKind, defining_sentence, is_lead, is_skipped, kind_of, only_leads
from pipeline.draft.lists import asked_parent, one_bullet_each, rejoined
from pipeline.draft.marks import Place
from pipeline.draft.masks import MASKED_TABLE, is_asked_by_its_cells, pictures_in
from pipeline.draft.patterns import facts_in, with_facts_hidden
from pipeline.draft.register import (
    ASKED_WHOLE,
    MARK_RULES,
    RuleHits,
    enumerated,
    guessed_sentences,
    marked_block,
    marked_list,
    repeated_labels,
)
from pipeline.draft.sentences import sentences_of
from pipeline.draft.walk import prose_of
from pipeline.draft.writing import NoteWriter

Drafts = tuple[tuple[NoteDraft, ...], tuple[Diagnostic, ...]]

LONGEST_BACK = 4_000
"""Round a sentence stands its whole block, unless that has more characters: nobody looks for it in there."""

_OF_MARKS = frozenset(name for name, _ in MARK_RULES) | {"list", "basic-block", "reverse-block"}


def draft_sections(sections: Sequence[Section], config: Config) -> Drafts:
    """Return the notes of `sections` in their order, and what is to be said about those without.

    The key of a note says where it stands and what it asks; keys may meet.
    """
    drafts: list[NoteDraft] = []
    diagnostics: list[Diagnostic] = []
    for section, following in zip_longest(sections, sections[1:]):
        desk = _SectionDesk(section, config, leads=only_leads(section, following))
        own, said = desk.drafts()
        drafts.extend(own)
        diagnostics.extend(said)
    return tuple(drafts), tuple(diagnostics)


class _Claim(Struct, frozen=True, gc=False, kw_only=True):
    """A block after the rules: as it was, as it is asked, and the rule that asks it, "" where none does.

    `marked` may be less than the block: then `opens` says whether it is what the block begins with, and `whole` holds
    the block for the back. `beyond` is what the rule would hide and the budget leaves out.
    """

    block: Block
    marked: Block
    rule: str
    opens: bool = True
    whole: tuple[Block, ...] = ()
    beyond: tuple[str, ...] = ()


class _SectionDesk:
    """Drafts the notes of one section."""

    def __init__(self, section: Section, config: Config, *, leads: bool) -> None:
        self._is_title = bool(section.blocks)
        dialogues, rest = ((), section.blocks) if section.options.card else dialogues_in(section.blocks)
        self._dialogues = dialogues
        self._section = section = replace(section, blocks=rest) if dialogues else section
        self._config = config
        self._leads = leads
        self._writer = NoteWriter(section, config)
        self._repeated_labels = repeated_labels(section.blocks)
        self._heading = kind_of(section.title)
        self._asks = self._heading in (HeadingKind.QUESTION, HeadingKind.NEED)
        may_define = self._heading is HeadingKind.NAME and not section.options.card
        self._definition = defining_sentence(section) if may_define else None

    def drafts(self) -> Drafts:
        section = self._section
        word = section.options.card
        body = tuple(block for block in section.blocks if not isinstance(block, Rule) and not _is_left_out(block))
        if word == "skip" or is_skipped(section, self._config.skipped_headings) or (section.blocks and not body):
            return (), ()
        if word in ("basic", "reverse") and body:
            return self._writer.asked_by_heading(section.blocks, "heading", reverse=word == "reverse"), ()
        claims = [claim for block in section.blocks for claim in self._claims(block)]
        asked = map(self._writer.dialogue, self._dialogues)
        heading, said = self._heading_cloze()
        drafts = [*heading, *asked, *self._block_drafts(claims)]
        if self._definition is not None and not _opens_marked(claims):
            drafts.append(self._writer.defined_name(self._definition))
        masked = [self._writer.masked(block) for block in pictures_in(section.blocks)]
        if body and word != "cloze" and self._heading_asks(claims, drafts):
            drafts.extend(self._writer.asked_by_heading(section.blocks, "heading", reverse=False))
        drafts.extend(draft for draft in masked if draft is not None)
        if not drafts and not self._leads:
            return (), (self._why_no_card(bool(body)),)
        return tuple(drafts), (*said, *(_over_budget(claim) for claim in claims if claim.beyond))

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
        if is_asked_by_its_cells(block):
            return (_Claim(block=block, marked=block, rule=MASKED_TABLE),)
        if word == "list" and isinstance(block, Bullets) and hidden_texts(marked_list(block)):
            return (_budgeted(block, marked_list(block), "list"),)
        claims = [claim for piece in one_bullet_each(block) for claim in self._claim(piece)]
        if any(claim.rule for claim in claims) or not self._is_told_whole(block):
            claims = [_asked_by_parent(claim) for claim in claims]
        if any(claim.rule for claim in claims):
            return claims
        names = enumerated(block)
        if names is not None and hidden_texts(names):
            return (_budgeted(block, names, "enumeration"),)
        return (_Claim(block=block, marked=block, rule=""),)

    def _claim(self, piece: Block) -> Sequence[_Claim]:
        """What the author marked wins: sentence patterns are laid only over what has no mark."""
        marked, rule = marked_block(piece, self._repeated_labels)
        if not rule and isinstance(piece, Prose | Bullets) and self._may_guess(piece):
            return self._guessed(piece) or (_Claim(block=piece, marked=piece, rule=""),)
        return (_budgeted(piece, marked, rule),)

    def _guessed(self, piece: Prose | Bullets) -> Sequence[_Claim]:
        """Each sentence that a pattern is sure of is a note of its own, with its whole block on the back."""
        is_defined = self._definition is not None and piece is self._section.blocks[0]
        length = _length(piece)
        claims: list[_Claim] = []
        for sentence, rule, opens in guessed_sentences(piece):
            # What defines the heading is asked already, and under its heading a sole sentence asks for the same.
            if (is_defined and opens) or (rule == "means" and not self._says_more_than_one_thing):
                continue
            whole = (piece,) if _length(sentence) < length <= LONGEST_BACK else ()
            claims.append(_budgeted(piece, sentence, rule, opens=opens, whole=whole))
        return claims

    def _is_told_whole(self, block: Block) -> bool:
        """Return whether a list is the answer to the heading: a short one under a question or a need."""
        return self._asks and isinstance(block, Bullets) and len(block.bullets) <= ASKED_WHOLE

    def _may_guess(self, piece: Block) -> bool:
        """Under a question or a need the whole text is the answer; what it says besides is asked of sentences alone."""
        return not self._asks or (isinstance(piece, Prose) and self._says_more_than_one_thing)

    @cached_property
    def _says_more_than_one_thing(self) -> bool:
        return len(list(_sentences(self._section.blocks))) > 1

    def _block_drafts(self, claims: Sequence[_Claim]) -> Iterable[NoteDraft]:
        rest = rejoined(tuple(claim.block for claim in claims if not claim.rule))
        has_own_note = any(_asks_for_itself(block, claims) for block in rest)
        for claim in claims:
            if claim.rule in ("basic-block", "reverse-block"):
                both = claim.rule == "reverse-block"
                yield from self._writer.asked_by_heading((claim.block,), "block", reverse=both)
            elif claim.rule == "parent":
                yield self._writer.asked_by_parent(claim.block)
            elif claim.rule and claim.rule != MASKED_TABLE:
                below = (*claim.whole, *(() if has_own_note else rest))
                yield self._writer.cloze(claim.rule, claim.block, claim.marked, below)

    # ----------------------------------------------------------------------------------------------- heading

    def _heading_cloze(self) -> Drafts:
        """A fact that is the heading itself: with a mark inside it, or a sentence that a pattern is sure of."""
        section = self._section
        rules = [(name, rule) for name, rule in MARK_RULES if name != "term-value" or not self._is_title]
        hits = RuleHits(rules)
        marked, rule = hits(section.title, Place(stands_alone=True)), hits.first
        if not rule and self._heading is not HeadingKind.QUESTION:
            facts = list(facts_in(section.title, Place(), is_heading=True, is_title=self._is_title))
            marked, rule = with_facts_hidden(section.title, facts), facts[0].pattern if facts else ""
        if not rule:
            return (), ()
        title = Prose(inline=section.title, span=section.span)
        claim = _budgeted(title, replace(title, inline=marked), rule)
        ((inline, _),) = prose_of((claim.marked,))
        return (self._writer.heading_cloze(rule, inline),), (_over_budget(claim),) if claim.beyond else ()

    def _heading_asks(self, claims: Sequence[_Claim], drafts: Sequence[NoteDraft]) -> bool:
        """The heading asks where no rule found anything, where it is a need, or where a picture is on no card at all.

        A heading with a mark in it has the whole section on its back already.
        """
        rules = {draft.rule for draft in drafts}
        if any(rule.removeprefix("heading-") in _OF_MARKS for rule in rules if rule.startswith("heading-")):
            return False
        unclaimed = [claim.block for claim in claims if not claim.rule and not _is_left_out(claim.block)]
        if not drafts:
            return bool(unclaimed) and not self._leads
        is_stated = any(rule.startswith("heading-") for rule in rules)
        if any(_asks_for_itself(block, claims) for block in unclaimed):
            return True
        if is_stated or _opens_marked(claims) or any(claim.rule == "enumeration" for claim in claims):
            return False
        if self._definition is not None:
            return self._says_more_than_one_thing  # a definition alone asks for the name, which is enough
        return self._asks or _opens_unasked(claims)


def _budgeted(block: Block, marked: Block, rule: str, *, opens: bool = True, whole: tuple[Block, ...] = ()) -> _Claim:
    marked, beyond = within_budget(marked, rule) if rule else (marked, ())
    return _Claim(block=block, marked=marked, rule=rule, opens=opens, whole=whole, beyond=beyond)


def _opening(claims: Sequence[_Claim]) -> _Claim | None:
    """Return what the text begins with, a sentence that only leads to the rest left out."""
    return next((claim for claim in claims if claim.rule or not is_lead(claim.block)), None)


def _opens_unasked(claims: Sequence[_Claim]) -> bool:
    """Return whether the text begins by saying something of its heading that nothing else asks for."""
    opening = _opening(claims)
    return opening is not None and (opening.rule in ("", "means") or not opening.opens)


def _opens_marked(claims: Sequence[_Claim]) -> bool:
    """Return whether the author marked what the text begins with; a mark further down ends no card above it."""
    opening = _opening(claims)
    return opening is not None and opening.rule in _OF_MARKS


def _asked_by_parent(claim: _Claim) -> _Claim:
    """A list item that no rule claims asks for the list below it, where it has one."""
    asks = not claim.rule and not _is_left_out(claim.block) and asked_parent(claim.block) is not None
    return _Claim(block=claim.block, marked=claim.marked, rule="parent") if asks else claim


def _over_budget(claim: _Claim) -> Diagnostic:
    more = f" and {len(claim.beyond) - 10:,} more" if len(claim.beyond) > 10 else ""
    return Diagnostic(
        code="over-budget",
        message=f"this asks for more than a note should; shown and not asked: {', '.join(claim.beyond[:10])}{more}",
        span=claim.block.span,
        hint="split the paragraph or list, or mark what is worth a card with ==…==",
    )


def _sentences(blocks: Sequence[Block]) -> Iterator[str]:
    for inline, _ in prose_of(blocks):
        yield from (own.text for own in sentences_of(inline, begins_bullet=False, is_heading=False))


def _length(block: Block) -> int:
    return sum(len(plain_text(inline)) for inline, _ in prose_of((block,)))


def _is_left_out(block: Block) -> bool:
    """The author wants no card of this block; it still stands on the backs of its section."""
    return block.options is not None and block.options.card == "skip"


def _asks_for_itself(block: Block, claims: Sequence[_Claim]) -> bool:
    """Return whether a block that no rule claims needs a note of its own: it is shown, and no words ask for it.

    Code below a text that the author marked shows what that text says; it stands on the backs of its notes.
    """
    if isinstance(block, Fence) and block.language != "mermaid":
        return not _opens_marked(claims)
    return isinstance(block, (Table, Fence, Figure))
