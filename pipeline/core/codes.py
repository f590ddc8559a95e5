"""The register of all that the tool may say about notes: how much it weighs, what it means, and what can be done.

The examples are short notes that bring the code about; `explain` prints them, and the tests run them.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Severity(Enum):
    """How much a diagnostic weighs: an error stops the build, a warning only under `--strict`, a note never.

    A warning is for a person to act on; a note proposes something, and is counted rather than shown.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(Struct, frozen=True, gc=False):
    """An entry of the register. The example is empty where no text of notes brings the code about."""

    severity: Severity
    meaning: str
    remedy: str
    example: str = ""


def _error(meaning: str, remedy: str, example: str = "") -> Code:
    return Code(Severity.ERROR, meaning, remedy, example)


def _warning(meaning: str, remedy: str, example: str = "") -> Code:
    return Code(Severity.WARNING, meaning, remedy, example)


def _note(meaning: str, remedy: str, example: str = "") -> Code:
    return Code(Severity.NOTE, meaning, remedy, example)


_READING = {
    "not-utf8": _error("A notes file is not valid UTF-8.", "Save the file as UTF-8 in your editor."),
    "unreadable": _error("A notes file could not be read.", "Check the file and its permissions."),
}

_SETTINGS = {
    "front-matter-invalid": _error(
        "The YAML between the `---` lines on top of a file cannot be read.",
        "Mend the YAML, or remove the block.",
        "---\ntags: [sqs\n---\n## Visibility timeout\nA message that is read stays hidden for **30 seconds**.\n",
    ),
    "unknown-setting": _error(
        "Front matter or a comment directive names a setting that does not exist.",
        "Use the name that the message proposes.",
        "## Visibility timeout\n<!-- crad: basic -->\nA message that is read stays hidden for **30 seconds**.\n",
    ),
    "invalid-setting": _error(
        "A setting has a value of the wrong kind.",
        "Use a value that the message names.",
        "## Visibility timeout\n<!-- card: clozes -->\nA message that is read stays hidden for **30 seconds**.\n",
    ),
    "duplicate-id": _error(
        "Two places in the notes carry the same explicit id.",
        "Rename one of the two; an id names one section or block for life.",
        "## Queues {#sqs}\nA queue keeps messages.\n\n## Topics {#sqs}\nA topic hands messages on.\n",
    ),
    "unused-allow": _warning(
        "An `<!-- allow: code -->` silences nothing, since what it allows is not there, or is an error.",
        "Remove the comment.",
        "## Visibility timeout\n<!-- allow: heading-only -->\nA message stays hidden for **30 seconds**.\n",
    ),
}

_CARDS = {
    "heading-only": _warning(
        "A heading has no text below it and no mark inside it, so it asks nothing yet.",
        "Mark the part to hide with `**…**` or `==…==`, or write the answer below the heading.",
        "## Custom images\n",
    ),
    "no-card": _warning(
        "A section has text, but no card could be made of it.",
        "Mark what to ask, or silence this with `<!-- card: skip -->`.",
        "## Visibility timeout\n<!-- card: cloze -->\nA message that is read stays hidden.\n",
    ),
    "over-budget": _warning(
        "A paragraph or list asks for more than a note should; beyond six, or 500 with `==…==`, it is only shown.",
        "Split it, or mark what is worth a card with `==…==`.",
        "## States of a machine\n- Pass\n- Task\n- Choice\n- Wait\n- Succeed\n- Fail\n- Parallel\n- Map\n",
    ),
    "answer-leaks": _warning(
        "A card shows its own answer on its front: in the question, the heading path or the words for a picture.",
        "Mark another part, or leave the answer out of the words that stay.",
        "## What keeps failed messages?\n![a dead-letter queue](queue.png) is called a {{c1::dead-letter queue}}.\n",
    ),
    "lone-symbol": _warning(
        "A card hides a lone ○, × or tick, which can be guessed and teaches nothing.",
        "Hide a word that says why, or leave the mark out.",
        "## Local tests\nSAM runs functions on your machine: {{c1::○}}\n",
    ),
    "bare-address": _warning(
        "The answer of a card is nothing but an address of the web.",
        "Write what is to be known from that page, or say `<!-- card: skip -->`.",
        "## How are messages delayed?\nhttps://docs.example.com/queues/delay\n",
    ),
    "same-fact": _warning(
        "Two sections ask the same and answer the same, so it would be learned twice.",
        "Remove one of the two, or say `<!-- card: skip -->` above it.",
        "## Delay queues\n- `DelaySeconds`: postpones the delivery of new messages\n\n"
        "## FIFO queues\n- `DelaySeconds`: postpones the delivery of new messages\n",
    ),
    "contradiction": _warning(
        "Two sections give one term two values.",
        "Correct the one that is wrong, or name the two terms apart.",
        "## Retries in a state machine\n- MaxAttempts: 3 times\n\n## Errors of a task\n- MaxAttempts: 2 times\n",
    ),
    "too-long": _note(
        "A card asks or answers more than can be told in one breath.",
        "Split the section with `###` headings, or mark the parts worth a card with `==…==`.",
        "## What is to be known of queues?\n"
        "- Messages wait in a queue until a worker has read them and has said that they are done with.\n"
        "- A worker that takes longer than the visibility timeout has its message handed to another one.\n"
        "- What fails again and again goes to a queue of its own, where somebody looks at it by hand.\n"
        "- Long polling waits for messages to come, and so costs fewer requests than asking all the time.\n"
        "- Standard queues may hand out a message twice or out of order; FIFO queues never do that.\n"
        "- The kind of a queue is chosen when it is made, and a queue never changes into the other kind.\n"
        "- A delay holds back new messages only; it is no way to postpone one that is being worked on.\n",
    ),
    "unmarked-paragraph": _note(
        "A long paragraph is the answer of a card as a whole, since nothing in it is marked.",
        "Mark the one phrase that is worth knowing with `**…**`.",
        "## Keeping a session on several devices\n"
        "The session is not kept on the server that answered first, since the next request may come to another one. "
        "It is written to a cluster of ElastiCache, which all servers can reach within a millisecond, and which "
        "loses nothing that matters when one of its nodes goes down.\n",
    ),
    "text-outside-section": _note(
        "Text stands above the first section of a file and belongs to no card.",
        "Put it under a `##` heading, or ignore this if it is an introduction.",
        "An introduction.\n\n## Visibility timeout\nA message that is read stays hidden for **30 seconds**.\n",
    ),
}

_WRITING = {
    "likely-slip": _warning(
        "A name is written in two ways: one often, and one that differs in a letter or a file ending only here.",
        "Correct the spelling, or say `<!-- allow: likely-slip -->` if both names exist.",
        "## X-Ray finds the slow service\nA map shows the **calls** that X-Ray saw.\n\n"
        "## Without a server, X-Lay needs no daemon\nElsewhere an **X-Ray daemon** sends the traces.\n",
    ),
    "star-guessed": _warning(
        "A bold ends in one `*` too many; the star was read as part of the bold text.",
        r"Write the star as `\*`, or put the text in backticks.",
        "## Which policy failed?\nAn error at **sts:*** points at the trust policy.\n",
    ),
    "ragged-table": _warning(
        "A table row has more cells than its header; the cells beyond it are lost.",
        "Escape a `|` inside a cell as `\\|`, or add the missing header cell.",
        "## Quotas\n| what | most |\n|---|---|\n| queue | 120,000 | 20,000 |\n",
    ),
    "fence-language": _note(
        "A code block does not say its language, so its code has no colours.",
        "Write the language after the opening fence.",
        '## How is a bucket opened to all?\n```\n{"Effect": "Allow", "Principal": "*"}\n```\n',
    ),
    "cloze-malformed": _error(
        "A written cloze `{{c1::…}}` is not closed, or its number is not between 1 and 99.",
        "Close it with `}}` in the same paragraph and use a number from 1 to 99.",
        "## Keys\nS3 takes {{c0::symmetric}} keys only.\n",
    ),
}

_PICTURES = {
    "image-missing": _error(
        "An image that the notes name does not exist.",
        "Correct the path or add the file.",
        "## How do the parts fit together?\n![architecture](media/architecture.png)\n",
    ),
    "image-outside": _error(
        "An image path leads out of the notes folder.",
        "Copy the image into the notes folder and refer to it there.",
        "## How do the parts fit together?\n![architecture](../architecture.png)\n",
    ),
    "image-unsupported": _error(
        "An image has a format that Anki does not show.",
        "Use png, jpg, gif, svg, webp, avif or ico.",
        "## How do the parts fit together?\n![architecture](architecture.tiff)\n",
    ),
    "image-remote": _warning(
        "An image lies on the network; the card shows a link instead.",
        "Download it into the notes folder, so that the card works without a network.",
        "## How do the parts fit together?\n![architecture](https://example.com/architecture.png)\n",
    ),
    "diagram-invalid": _error(
        "A mermaid diagram has a syntax error.",
        "Mend the line that the message names.",
        "## How does a message travel?\n```mermaid\ngraph LR\n  SNS --> SQS -->\n```\n",
    ),
    "picture-failed": _error(
        "A table or diagram could not be drawn: it took too long, is too large, the browser page ended, or nothing "
        "shows where a card should hide something.",
        "Make it smaller or split it, or show something where the card hides.",
    ),
    "cache-damaged": _note(
        "A stored picture was damaged and has been drawn again.",
        "Nothing to do. If it happens often, check the disk.",
    ),
}

_SHARING = {
    "deck-name-changed": _warning(
        "Anki gives a deck another name than the notes do: it trims spaces and colons, and fills empty parts.",
        "Give the deck the name that the message tells.",
        "---\ndeck: 'AWS :: DVA'\n---\n## Visibility timeout\nA message stays hidden for **30 seconds**.\n",
    ),
    "media-not-synced": _warning(
        "An image is larger than AnkiWeb takes (100 MiB), so it never reaches a phone.",
        "Make the image smaller.",
    ),
}

_IDENTITY = {
    "ledger-damaged": _error(
        "The ledger `deck.lock` cannot be read; it keeps the identity of every card.",
        "Restore the last good version from git. Only without one: delete it to start afresh.",
    ),
    "ledger-newer": _error(
        "The ledger `deck.lock` was written by a newer version of this tool.",
        "Update the tool; the ledger is left as it is.",
    ),
    "identity-tied": _warning(
        "An edited note is about equally alike to several old ones, so it begins anew and no history is guessed.",
        "Say which one it is with the `<!-- id: … -->` that the message names, above the block or below the heading.",
    ),
}

CODES: dict[str, Code] = {**_READING, **_SETTINGS, **_CARDS, **_WRITING, **_PICTURES, **_SHARING, **_IDENTITY}
