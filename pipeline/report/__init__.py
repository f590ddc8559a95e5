"""What a person reads of a run, and what a program does.

Diagnostics go to stderr, the outcome to stdout; colours and a moving bar only where a person looks at a terminal. Text
comes as `Line`s from here and from the rooms below, and is printed in one place. The only importer of rich.
"""

from pipeline.report.contents import contents_json, contents_lines
from pipeline.report.dump import dump_text
from pipeline.report.outcome import outcome_lines, seen_line, touched_text, up_to_date_line
from pipeline.report.programs import diagnostic_json, outcome_json, status_json
from pipeline.report.progress import PictureProgress
from pipeline.report.terminal import Report, count_line

__all__ = [
    "PictureProgress",
    "Report",
    "contents_json",
    "contents_lines",
    "count_line",
    "diagnostic_json",
    "dump_text",
    "outcome_json",
    "outcome_lines",
    "seen_line",
    "status_json",
    "touched_text",
    "up_to_date_line",
]
