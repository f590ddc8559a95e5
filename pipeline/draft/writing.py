"""Writing the notes of one section: which fields a note has, what stands on its back, and its key."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.config import Config
from pipeline.core.diagnostic import Span
from pipeline.core.note import ASKED_FIELDS, KEY_SEPARATOR, Markup, NoteDraft, NoteKind, Part, Text
from pipeline.core.section import Block, Inline, Prose, Section, plain_text
from pipeline.draft.blocks import blocks_parts, footnotes_parts
from pipeline.draft.dialogue import Dialogue
from pipeline.draft.gaps import hidden_in, hidden_texts
from pipeline.draft.headings import asking_title
from pipeline.draft.html import Parts, PictureDesk, inline_parts, joined, opened
from pipeline.draft.keys import section_key
from pipeline.draft.lists import asked_parent, unwrapped
from pipeline.draft.marks import Place
from pipeline.draft.masks import masked_picture
from pipeline.draft.register import footnote_labels
from pipeline.draft.rope import answer_key
from pipeline.draft.surroundings import blanked, in_language, path_parts, searchable_text
from pipeline.draft.walk import with_prose


class NoteWriter:
    """Writes the notes of one section."""

    def __init__(self, section: Section, config: Config) -> None:
        self._section = section
        self._config = config

    def cloze(self, rule: str, block: Block, marked: Block, rest: Sequence[Block]) -> NoteDraft:
        """A note of one block; what no rule of the section claims stands below its answer, so that nothing is lost."""
        desk = self._desk()
        hidden = hidden_texts(marked)
        title = (*self._section.ancestors, self._section.title)
        fields = (
            ("Text", blocks_parts(unwrapped(marked), desk)),
            ("Back Extra", (*blocks_parts(rest, desk), *self._footnotes((block, *rest), desk))),
            ("Context", path_parts(title, hidden, desk, self._section.span)),
        )
        return self._note(NoteKind.CLOZE, rule, answer_key(hidden[0]), fields, desk, block.span, (block,))

    def heading_cloze(self, rule: str, marked: Inline) -> NoteDraft:
        """A note of the heading; the text below it stands on the back."""
        section, desk = self._section, self._desk()
        hidden = hidden_in(marked)
        body = (*blocks_parts(section.blocks, desk), *footnotes_parts(section.footnotes, desk))
        fields = (
            ("Text", inline_parts(marked, desk, section.span)),
            ("Back Extra", body),
            ("Context", path_parts(section.ancestors, hidden, desk, section.span)),
        )
        which = answer_key(hidden[0])
        return self._note(NoteKind.CLOZE, f"heading-{rule}", which, fields, desk, section.span, section.blocks)

    def asked_by_heading(self, blocks: Sequence[Block], rule: str, *, reverse: bool) -> tuple[NoteDraft, ...]:
        """The heading path asks, the blocks answer; with `reverse` also the other way round."""
        section, desk = self._section, self._desk()
        front = inline_parts(asking_title(section), desk, section.span)
        back = (*blocks_parts(blocks, desk), *self._footnotes(blocks, desk))
        context = path_parts(section.ancestors, (), desk, section.span)
        which = _block_name(blocks[0]) if rule == "block" else ""
        span = blocks[0].span if rule == "block" else section.span
        fields = (("Front", front), ("Back", back), ("Context", context))
        forward = self._note(NoteKind.BASIC, rule, which, fields, desk, span, blocks)
        return (forward, self._reversed(blocks, "reverse", which, span)) if reverse else (forward,)

    def asked_by_parent(self, block: Block) -> NoteDraft:
        """A list item asks for the list below it."""
        asked = asked_parent(block)
        if asked is None:
            raise ValueError(f"no list stands below the item at {block.span}")
        return self._asked_below_the_path("parent", *asked, (block,))

    def dialogue(self, dialogue: Dialogue) -> NoteDraft:
        """The author's own question, and the answer to it."""
        return self._asked_below_the_path("question", *dialogue, (dialogue.question, *dialogue.answer))

    def _asked_below_the_path(
        self, rule: str, question: Prose, answer: Sequence[Block], sources: Sequence[Block]
    ) -> NoteDraft:
        section, desk = self._section, self._desk()
        fields = (
            ("Front", inline_parts(question.inline, desk, question.span)),
            ("Back", (*blocks_parts(answer, desk), *self._footnotes(sources, desk))),
            ("Context", path_parts((*section.ancestors, section.title), (), desk, section.span)),
        )
        which = answer_key(plain_text(question.inline))
        return self._note(NoteKind.BASIC, rule, which, fields, desk, sources[0].span, sources)

    def defined_name(self, sentence: Inline) -> NoteDraft:
        """The sentence that defines the heading asks for its name."""
        first = self._section.blocks[0]
        return self._reversed((Prose(inline=sentence, span=first.span),), "defined-name", "", first.span)

    def masked(self, block: Block) -> NoteDraft | None:
        """A picture that asks what it shows, or None where nothing of it is worth asking."""
        desk = self._desk()
        picture = masked_picture(block, self._section, desk)
        if picture is None:
            return None
        note = self._note(NoteKind.OCCLUSION, picture.rule, "", picture.fields, desk, block.span, (block,))
        # Where nothing else stands below the heading, all of the block may be a note of the same id.
        own_id = block.options and block.options.id and f"{block.options.id}{KEY_SEPARATOR}{picture.rule}"
        return replace(note, explicit_id=own_id or note.explicit_id, masks=picture.masks)

    def _reversed(self, blocks: Sequence[Block], rule: str, which: str, span: Span) -> NoteDraft:
        """The blocks ask, the heading answers; its name is blanked where they repeat it."""
        section, desk = self._section, self._desk()
        name = plain_text(section.title)
        asking = [with_prose(block, lambda inline, place: blanked(inline, (name,)), Place()) for block in blocks]
        fields = (
            ("Front", blocks_parts(asking, desk)),
            ("Back", inline_parts(section.title, desk, section.span)),
            ("Context", path_parts(section.ancestors, (name,), desk, section.span)),
        )
        return self._note(NoteKind.BASIC, rule, which, fields, desk, span, blocks)

    def _footnotes(self, blocks: Sequence[Block], desk: PictureDesk) -> Parts:
        wanted = footnote_labels(blocks)
        return footnotes_parts([own for own in self._section.footnotes if own.label in wanted], desk)

    def _desk(self) -> PictureDesk:
        options = self._section.options
        return PictureDesk(self._config.theme, options.lang, plain_text(self._section.title))

    def _note(
        self,
        kind: NoteKind,
        rule: str,
        which: str,
        fields: Sequence[tuple[str, Sequence[Part]]],
        desk: PictureDesk,
        span: Span,
        sources: Sequence[Block],
    ) -> NoteDraft:
        options = self._section.options
        local = f"{rule}{' · ' + which if which else ''}"
        own_id = next((block.options.id for block in sources if len(sources) == 1 and block.options), None)
        search = searchable_text(sources)
        shown = [(name, _shown(kind, name, parts, options.lang)) for name, parts in fields if parts]
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


def _block_name(block: Block) -> str:
    """A short name for a block in a key: its first words."""
    inline = block.inline if isinstance(block, Prose) else ()
    return answer_key(plain_text(inline))[:20] or type(block).__name__.lower()


def _with_block_tags(tags: tuple[str, ...], sources: Sequence[Block]) -> tuple[str, ...]:
    own = (tag for block in sources if len(sources) == 1 and block.options for tag in block.options.tags)
    return tuple(sorted({*tags, *own}))


def _shown(kind: NoteKind, name: str, parts: Sequence[Part], lang: str) -> Markup:
    """Return what the field `name` shows: its language told, and nothing hidden where Anki asks nothing."""
    if name == "Image":
        return joined(parts)  # Anki reads the name of the picture from its field
    return in_language(parts if name in ASKED_FIELDS[kind] else opened(parts), lang)
