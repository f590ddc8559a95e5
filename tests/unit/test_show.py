"""`show --why`: a reason for every rule that anything in the repository brings about."""

from __future__ import annotations

from pathlib import Path

from pipeline.draft.patterns import PATTERNS
from pipeline.draft.reasons import REASONS, reason_of
from pipeline.draft.register import MARK_RULES
from pipeline.drafting import draft_notes
from tests.fixture_files import examples
from tests.project import Project

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("draft", "fields", "diagnostics")
BLOCK = "## 鍵\n一つめの段落。\n\n<!-- card: basic -->\n二つめの段落。\n"


def test_show_has_a_reason_for_every_rule_and_no_other(project: Project) -> None:
    sources = [own.source for folder in FOLDERS for own in examples(ROOT / "tests" / "fixtures" / folder)]
    for nth, source in enumerate((BLOCK, *sources)):
        project.write(f"{nth}.md", source)
    rules = {draft.rule for draft in draft_notes(project.notes_dir).drafts}
    rules |= {draft.rule for draft in draft_notes(ROOT / "notes").drafts}
    assert all(all(reason_of(rule)) for rule in rules)
    assert {rule.removeprefix("heading-") for rule in rules} == set(REASONS)


def test_show_has_a_reason_for_every_rule_of_the_registers() -> None:
    assert {name for name, _ in MARK_RULES} | {rule.name for rule in PATTERNS} <= set(REASONS)


def test_show_why_tells_what_the_rule_saw_and_what_changes_it(project: Project) -> None:
    project.write("a.md", "## 鍵\n**対称鍵**を使う。\n")
    shown = project.run("show", "--why").stdout
    assert "? Bold text in a sentence is hidden" in shown
    assert "<!-- card: basic -->" in shown
    assert "?" not in project.run("show").stdout


def test_show_says_where_the_cards_of_a_diagram_are_to_be_seen(project: Project) -> None:
    project.write("a.md", "## 図\n```mermaid\nflowchart LR\n  a[鍵] --> b[錠]\n```\n\n## 鍵\n**対称鍵**を使う。\n")
    first, *others = [lines for lines in project.run("show").stdout.split("\n\n") if "known once it is drawn" in lines]
    assert "  diagram  " in first and not others


def test_show_of_a_place_tells_only_what_is_said_there(project: Project) -> None:
    project.write("a.md", "## 見出しだけ\n")
    project.write("b.md", "## 鍵\n**対称鍵**を使う。\n")
    assert "1 warning\n" in project.run("show").stderr
    assert project.run("show", "b.md").stderr == ""
