"""Why a card is asked as it is: for each rule, what it saw in the notes and which word to the tool changes it."""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    """Two sentences on a rule for the author of the notes."""

    saw: str
    change: str


_MARKED = "To hide another part mark it with ==…==; with <!-- card: basic --> above it the heading asks instead."

REASONS: dict[str, Reason] = {
    "definition": Reason(
        "A definition list: the term is hidden and what it means is shown.",
        "With <!-- card: basic --> above the list the heading asks instead.",
    ),
    "written-cloze": Reason(
        "You wrote {{c1::…}}: it stays as it is, its number too.",
        "Take the braces out, and the other rules decide.",
    ),
    "highlight": Reason("A ==highlight== is hidden.", "Take the mark out, and the other rules decide."),
    "term-value": Reason(
        "A line such as `term: value`: a value that is a number, a size or a name in code is hidden, else the term; "
        "a size at its end or a second fact after a comma is asked besides.",
        _MARKED,
    ),
    "bold": Reason("Bold text in a sentence is hidden; of a long one only its last quote.", _MARKED),
    "question": Reason(
        "You wrote `Q:` and `A:`: the question asks and the answer answers.",
        "Without the letters, the other rules decide.",
    ),
    "list": Reason(
        "You wrote <!-- card: list -->: each item of the list is hidden by turns.",
        "Take the comment out, and each item is looked at by itself.",
    ),
    "heading": Reason(
        "The heading asks and the text below answers, since nothing in it is sure to be worth hiding.",
        "Mark the answer with **…** and it is hidden; <!-- card: skip --> below the heading makes no card.",
    ),
    "table": Reason(
        "A table: its cells are covered, and one is asked by its row and column.",
        "Mark the words to ask in a cell with **…**; with <!-- card: basic --> above it the heading asks for it all.",
    ),
    "diagram": Reason(
        "A diagram: its labels are covered, and one is asked; the picture is drawn before they are known.",
        "With <!-- card: basic --> above it the heading asks for all of it.",
    ),
    "block": Reason(
        "You wrote <!-- card: basic --> or reverse above a block: the heading asks, the block answers.",
        "Take the comment out, and the other rules decide.",
    ),
    "reverse": Reason(
        "The text asks and the heading answers: <!-- card: reverse --> asks for both ways.",
        "<!-- card: basic --> instead leaves this way out.",
    ),
}

_GUESSED = "Mark another part with **…** and that is hidden instead; <!-- card: basic --> lets the heading ask."

_PATTERNS = {
    "arrow-chain": "A → B → C: each step after the first is hidden by turns.",
    "equation": "A ＝ B: B is hidden.",
    "contrast": "One thing and not another (AではなくB, B instead of A): B is hidden.",
    "number": "The one number with a unit is hidden.",
    "cause": "A cause or a remedy is named: it is hidden.",
    "same": "One thing is said to be the same as another: the other is hidden.",
    "only": "Something holds for one thing only (のみ, だけ, only): that thing is hidden.",
    "need": "Something is needed or is not (必須, いらない): it is hidden.",
    "condition": "In a case something is done (〜の場合, when …): what it is done with is hidden.",
    "use": "Something is used, put or set (Yを使う, Yに置く): it is hidden.",
    "copula": "X is Y: Y is hidden.",
    "has": "X has Y: Y is hidden.",
    "quoted": "The one quotation of a sentence is hidden.",
    "means": "Something is done by a means or at a place: that is hidden.",
    "object": "X does something to Y, and the sentence says nothing else: Y is hidden.",
}

REASONS |= {rule: Reason(saw, _GUESSED) for rule, saw in _PATTERNS.items()}
REASONS |= {
    "enumeration": Reason(
        "A list of bare names: one is hidden at a time, and the others are shown.",
        "With <!-- card: basic --> above the list the heading asks for all of it.",
    ),
    "defined-name": Reason(
        "The first sentence says what the name in the heading is: it asks, and the name answers.",
        "<!-- card: basic --> below the heading leaves this way out.",
    ),
    "parent": Reason(
        "An item with a list below it: the item asks and the list answers.",
        "Mark the answer with **…** and it is hidden; <!-- card: skip --> above the list makes no card.",
    ),
}

_IN_HEADING = "heading-"


def reason_of(rule: str) -> Reason:
    """Return the reason of a rule; `heading-bold` is the rule `bold` at work in a heading."""
    if rule in REASONS or not rule.startswith(_IN_HEADING):
        return REASONS[rule]
    inner = REASONS[rule.removeprefix(_IN_HEADING)]
    return Reason(f"In the heading: {inner.saw[0].lower()}{inner.saw[1:]}", inner.change)
