"""Talk time: a bar a speaker, with the time and its share of all that was said.

In: a transcript, the fixed words of a language, a width in pixels. Out: a drawing. Nobody there is a
sentence instead of bars.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from transcriber.pictures.drawing import HEAD, ROW, Drawing, column, heading, in_column, text, xml
from transcriber.pictures.people import Row, rows
from transcriber.transcript.clock import clock
from transcriber.transcript.facts import percent
from transcriber.transcript.transcript import Transcript

_FIGURES: Final = 132
"""Pixels for `00:00:00 · 100 %` and the air before it."""


def talk_time(transcript: Transcript, words: Mapping[str, str], width: int) -> Drawing:
    """The drawing. Whoever spoke most has the whole width; several people as one have no bar, since theirs
    would leave nothing of the others'."""
    drawn = rows(transcript, words)
    longest = max((row.talk for row in drawn if row.number is not None), default=0)
    total = sum(row.talk for row in drawn)
    body = heading(words["talk"])
    if not drawn:
        body += text(0, HEAD + ROW - 7, words["no_lines"], "soft")
    # as in the timeline, which stands below it
    names = column([words["overlaps"], *(row.label for row in drawn)], width)
    room = width - names - _FIGURES - 8
    said = []
    for at, row in enumerate(drawn):
        figures = f"{clock(row.talk)} · {percent(row.talk, total, 0)}"
        said.append(f"{row.label} {figures}")
        body += _row(row, HEAD + at * ROW, (names, room, width), room * row.talk // max(longest, 1), figures)
    numbers = tuple(row.number for row in drawn if row.number is not None)
    height = HEAD + max(len(drawn), 1) * ROW
    return Drawing(words["talk"], width, height, body, "; ".join(said) or words["no_lines"], numbers)


def _row(row: Row, top: int, columns: tuple[int, int, int], length: int, figures: str) -> str:
    names, room, width = columns
    bar = ""
    if row.number is not None and row.talk > 0:  # a word in an hour is a line, not nothing
        place = f'x="{names + 8}" y="{top + 4}" width="{max(length, 2)}" height="14" rx="2"'
        bar = f'<rect class="said s{row.number}" {place}/>'
    return (
        f"<g><title>{xml(f'{row.label}: {figures}')}</title>{in_column(top, names, row.label)}"
        f'<rect class="rule" x="{names + 8}" y="{top + 10}" width="{room}" height="1"/>{bar}'
        f"{text(width, top + 15, figures, 'ink', 'end')}</g>"
    )
