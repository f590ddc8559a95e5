"""What a person does to notes, one small edit each. An edit returns the lines that it puts under strain.

A line is under strain when it is reworded, when the heading that asks it or stands above it is, or when it is put into
another place. Neighbours that come, go and change places are no strain. An edit that does not fit does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.anki.notebook import ASIDES, ENDINGS, OPENINGS, QUESTIONS, TOPICS, VALUES, Line, Notebook, Page, Section

Edit = Callable[[Notebook, Random], Sequence[Line]]


def another(rng: Random, now: int, choices: Sequence[str]) -> int:
    """Return the position of another one of `choices`."""
    return (now + rng.randrange(1, len(choices))) % len(choices)


def any_place(rng: Random, row: Sequence[object]) -> int:
    return rng.randint(0, len(row))


def any_section(notebook: Notebook, rng: Random) -> tuple[Page, Section]:
    return rng.choice(list(notebook.sections()))


def any_line(notebook: Notebook, rng: Random) -> tuple[Section, Line]:
    _, section = any_section(notebook, rng)
    return section, rng.choice(section.lines)


# ------------------------------------------------------------------------------------------------------ sections


def add_section(notebook: Notebook, rng: Random) -> Sequence[Line]:
    sections = rng.choice(notebook.pages).sections
    sections.insert(any_place(rng, sections), notebook.new_section(rng))
    return ()


def delete_section(notebook: Notebook, rng: Random) -> Sequence[Line]:
    page, section = any_section(notebook, rng)
    if sum(1 for _ in notebook.sections()) > 2:
        page.sections.remove(section)
        notebook.deleted_sections.append((page, section))
    return ()


def restore_section(notebook: Notebook, rng: Random) -> Sequence[Line]:
    if not notebook.deleted_sections:
        return ()
    page, section = notebook.deleted_sections.pop(rng.randrange(len(notebook.deleted_sections)))
    page.sections.insert(any_place(rng, page.sections), section)
    return section.lines


def replace_section(notebook: Notebook, rng: Random) -> Sequence[Line]:
    page, section = any_section(notebook, rng)
    page.sections[page.sections.index(section)] = notebook.new_section(rng)
    notebook.deleted_sections.append((page, section))
    return ()


def move_section(notebook: Notebook, rng: Random) -> Sequence[Line]:
    page, section = any_section(notebook, rng)
    target = rng.choice(notebook.pages)
    page.sections.remove(section)
    target.sections.insert(any_place(rng, target.sections), section)
    return () if target is page else section.lines


def reword_heading(notebook: Notebook, rng: Random) -> Sequence[Line]:
    _, section = any_section(notebook, rng)
    section.wording = another(rng, section.wording, QUESTIONS)
    return section.lines


def edit_aside(notebook: Notebook, rng: Random) -> Sequence[Line]:
    _, section = any_section(notebook, rng)
    section.aside = another(rng, section.aside, ASIDES)
    return section.lines if section.asks else ()


def split_section(notebook: Notebook, rng: Random) -> Sequence[Line]:
    page, section = any_section(notebook, rng)
    if len(section.lines) < 2:
        return ()
    cut = rng.randrange(1, len(section.lines))
    second = Section(subject=notebook.new_subject(), asks=False, lines=section.lines[cut:])
    del section.lines[cut:]
    page.sections.insert(page.sections.index(section) + 1, second)
    return second.lines


def merge_sections(notebook: Notebook, rng: Random) -> Sequence[Line]:
    page, section = any_section(notebook, rng)
    _, second = any_section(notebook, rng)
    if section is second or second not in page.sections or section.asks or second.asks:
        return ()
    page.sections.remove(second)
    section.lines += second.lines
    return second.lines


def rename_page(notebook: Notebook, rng: Random) -> Sequence[Line]:
    page = rng.choice(notebook.pages)
    page.name = f"{notebook.new_word()}.md"
    return page.lines()


def rename_topic(notebook: Notebook, rng: Random) -> Sequence[Line]:
    page = rng.choice(notebook.pages)
    page.topic = another(rng, page.topic, TOPICS)
    return page.lines()


# --------------------------------------------------------------------------------------------------------- lines


def add_line(notebook: Notebook, rng: Random) -> Sequence[Line]:
    _, section = any_section(notebook, rng)
    if not section.asks:
        section.lines.insert(any_place(rng, section.lines), notebook.new_line(rng))
    return ()


def delete_line(notebook: Notebook, rng: Random) -> Sequence[Line]:
    section, line = any_line(notebook, rng)
    if len(section.lines) > 1:
        section.lines.remove(line)
        notebook.deleted_lines.append((section, line))
    return ()


def restore_line(notebook: Notebook, rng: Random) -> Sequence[Line]:
    if not notebook.deleted_lines:
        return ()
    section, line = notebook.deleted_lines.pop(rng.randrange(len(notebook.deleted_lines)))
    section.lines.insert(any_place(rng, section.lines), line)
    return (line,)


def replace_line(notebook: Notebook, rng: Random) -> Sequence[Line]:
    section, line = any_line(notebook, rng)
    if not section.asks:
        section.lines[section.lines.index(line)] = notebook.new_line(rng, line.form)
        notebook.deleted_lines.append((section, line))
    return ()


def reorder_lines(notebook: Notebook, rng: Random) -> Sequence[Line]:
    _, section = any_section(notebook, rng)
    rng.shuffle(section.lines)
    return ()


def reword_line(notebook: Notebook, rng: Random) -> Sequence[Line]:
    _, line = any_line(notebook, rng)
    line.opening = another(rng, line.opening, OPENINGS)
    return (line,)


def correct_value(notebook: Notebook, rng: Random) -> Sequence[Line]:
    _, line = any_line(notebook, rng)
    line.value = another(rng, line.value, VALUES)
    return (line,)


def reword_answer(notebook: Notebook, rng: Random) -> Sequence[Line]:
    _, line = any_line(notebook, rng)
    for answer in line.answers[:1] if rng.random() < 0.5 else line.answers[1:]:
        answer.ending = another(rng, answer.ending, ENDINGS)
    return (line,)


def turn_bold(notebook: Notebook, rng: Random) -> Sequence[Line]:
    _, line = any_line(notebook, rng)
    if line.answers:
        turned, other = rng.sample(line.answers, 2)
        turned.is_bold = not (turned.is_bold and other.is_bold)
    return (line,)


EDITS: tuple[Edit, ...] = (
    add_section,
    delete_section,
    restore_section,
    replace_section,
    move_section,
    reword_heading,
    edit_aside,
    split_section,
    merge_sections,
    rename_page,
    rename_topic,
    add_line,
    delete_line,
    restore_line,
    replace_line,
    reorder_lines,
    reword_line,
    correct_value,
    reword_answer,
    turn_bold,
)
