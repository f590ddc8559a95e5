"""What is printed of many findings: no kind may bury another, and nothing is lost."""

from __future__ import annotations

from pipeline.core.codes import CODES
from tests.project import Project

MANY = (
    "どの節にも属さない文。\n\n"
    + "".join(f"## 見出し{nth}の話\n\n" for nth in range(13))
    + "## 星\n**sts:***で落ちる。\n"
)


def test_report_shows_ten_of_a_kind_and_counts_the_others(project: Project) -> None:
    project.write("a.md", MANY)
    told = project.run("check").stderr
    assert told.count("warning[heading-only]") == 10
    assert told.count("warning[star-guessed]") == 1
    assert "note[" not in told
    assert "14 warnings, 1 note (-v shows 3 heading-only, 1 text-outside-section)" in told


def test_report_shows_all_when_asked(project: Project) -> None:
    project.write("a.md", MANY)
    told = project.run("check", "-v").stderr
    assert told.count("warning[heading-only]") == 13
    assert told.count("note[text-outside-section]") == 1
    assert "-v" not in told


def test_report_shows_a_hundred_errors_of_a_kind_and_counts_the_others(project: Project) -> None:
    project.write("a.md", "{{c1::" * 300 + "\n\n## 題\n<!-- card: clozes -->\n本文。\n")
    told = project.run("check").stderr
    assert told.count("error[cloze-malformed]") == 100
    assert told.count("error[invalid-setting]") == 1
    assert "301 errors, 1 note (-v shows 200 cloze-malformed, 1 text-outside-section)" in told


def test_report_notes_do_not_stop_a_strict_build(project: Project) -> None:
    project.write("a.md", "どの節にも属さない文。\n\n## 鍵\n**対称鍵**を使う。\n")
    assert project.run("build", "--strict").exit_code == 0


def test_report_explains_a_code_with_its_example(project: Project) -> None:
    told = project.run("explain", "likely-slip", "fence-language").stdout
    for code in ("likely-slip", "fence-language"):
        assert CODES[code].meaning in told
        assert CODES[code].remedy in told
        assert "  | " + CODES[code].example.splitlines()[0] in told


def test_report_explain_lists_all_codes_and_proposes_the_nearest(project: Project) -> None:
    listed = project.run("explain")
    assert listed.exit_code == 0
    assert all(code in listed.stdout for code in CODES)
    unknown = project.run("explain", "likely-slp")
    assert unknown.exit_code == 2
    assert "Did you mean `likely-slip`?" in unknown.stderr
