"""How a complaint of mermaid's finds its line in the notes, and its words."""

from __future__ import annotations

import pytest

from pipeline.core.diagnostic import Span
from pipeline.core.picture import PictureKind, RenderRequest, Theme
from pipeline.render.complaints import MAX_TEXT, explain, refuse
from pipeline.render.mermaid import source_lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("graph TB\n A --> B\n", [1, 2]),
        ("sequenceDiagram\n %% a\n\n %% b\n A->>B: x\n", [1, 5]),
        ("\n\n%% c\npie\n", [4]),
        ("---\ntitle: 題\n---\n\npie\n %% c\n x\n", [5, 7]),
        ('%%{init: {"theme":\n"default"}}%%\n\npie\n x', [4, 5]),
        ("pie\n %%{wrap}%%\n x", [1, 2, 3]),
        ("graph TB\n A{x}\n\n\n B --> C[\n", [1, 2, 5]),
        ("pie\n A{x}\n\n x\n", [1, 2, 3, 4]),
        ("", [1]),
        ("%% only\n", [1]),
    ],
)
def test_source_lines_skip_what_mermaid_takes_out(source: str, lines: list[int]) -> None:
    assert source_lines(source) == lines


def test_fault_counts_from_where_the_source_stands_in_the_notes() -> None:
    request = RenderRequest(
        kind=PictureKind.DIAGRAM,
        source="graph TB\n %% a\n A[甲] --> B[乙\n",
        theme=Theme(),
        span=Span(path="a.md", line=10, end_line=14),
        source_line=11,
    )
    complaint = "Parse error on line 3:\n...TB A[甲] --> B[乙\n-----------------^\nExpecting 'SQE', got '1'"
    fault = explain(complaint, 2, request.source)
    assert fault.at(request).span == Span(path="a.md", line=13)
    assert explain("Something else.", 0, request.source).at(request).span == request.span
    assert explain("Beyond the end.", 99, request.source).at(request).span == Span(path="a.md", line=13)


@pytest.mark.parametrize(
    ("complaint", "message"),
    [
        (
            "Parse error on line 2:\n...TB A[f(x)] --> B B\n---------^\nExpecting 'SQE', got 'PS'",
            "Mermaid cannot read on at `(x)] --> B`.",
        ),
        (
            "Parse error on line 2:\n...TB A[f(x)] --> B\n-------------------^\nExpecting 'TXT', got 'NEWLINE'",
            "Something is missing in `A[f(x)] --> B`.",
        ),
        ("Lexical error on line 2. Unrecognized text.\n...TB A[f\n------^", "Mermaid cannot read on at `A[f`."),
        (
            "Parsing failed: Lexer error on line 2, column 8: unexpected character: ->x<- at offset: 11.",
            "Mermaid did not expect `x`.",
        ),
        (
            "Parsing failed: Parse error on line 3, column 2: Expecting token of type 'EOF' but found `commmit`.",
            "Mermaid did not expect `commmit`.",
        ),
        (
            "Parsing failed: Parse error on line 3, column 2: Expecting token of type 'EOF' but found `\n`.",
            "Something is missing at the end of the line.",
        ),
        ("Invalid date:2020-99-99", "Invalid date:2020-99-99"),
        ("First line (2:1)\n\n 1 | more", "First line (2:1)"),
        ("x" * 500, "x" * 159 + "…"),
        ("No diagram type detected matching given …", "The diagram does not begin with a type that mermaid knows."),
        ("The source image cannot be decoded.", "The diagram shows an image; images inside diagrams are not loaded."),
    ],
)
def test_complaint_becomes_one_sentence(complaint: str, message: str) -> None:
    fault = explain(complaint, 2, "graph TB\n A[f(x)] --> B\n B --> C")
    assert (fault.code, fault.message) == ("diagram-invalid", message)


def test_diagram_beyond_a_limit_of_mermaid_is_a_failed_picture() -> None:
    assert explain("Edge limit exceeded. 500 edges found, …", 0, "graph TB").code == "picture-failed"
    assert refuse("x" * MAX_TEXT) is None
    fault = refuse("x" * (MAX_TEXT + 1))
    assert fault is not None
    assert fault.code == "picture-failed"
