"""What the page's script reads: rows in order of time, as compact as JSON allows.

In: a transcript. Out: a JSON text that may stand in HTML. Times are milliseconds, speakers numbers in
the order of `speakers`. A row is one of

    [0, speaker, start, end, anchor, text, words]     a line
    [1, speaker or -1, start, end, anchor, text]      missing sound
    [2, speaker, start, start, anchor, text]          a note

`words` is flat, four numbers a word: characters (UTF-16, as JavaScript counts) between the word before
and this one in `text`, characters of the word, start after the line's, duration. Words that do not stand
in the text are left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from transcriber.minutes.markdown import anchor
from transcriber.page.sound import Beside, Embedded, Sound
from transcriber.pictures.lanes import length
from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import milliseconds
from transcriber.transcript.facts import gap_reason
from transcriber.transcript.plain import is_visible, plain
from transcriber.transcript.transcript import Line, Transcript
from transcriber.types import Samples

_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What could end or open an element, or a line of a script: JSON says it otherwise (HTML 4.12.1.3)."""


def page_data(transcript: Transcript, names: Mapping[str, str], sound: Sound | None) -> str:
    """`names`: a label for every speaker's id, in the order in which speakers are numbered."""
    numbers = {speaker: number for number, speaker in enumerate(names)}
    return json_in_html(
        {
            "title": plain(transcript.title),
            "duration": milliseconds(length(transcript)),
            "names": list(names.values()),
            "rows": _rows(transcript, numbers, list(names.values())),
            "sound": _sound(sound),
        }
    )


def json_in_html(value: Any) -> str:
    """JSON that stands in a `<script>` element as it is: no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character, said in _HTML.items():
        text = text.replace(character, said)
    return text.encode("utf-8", "replace").decode("utf-8")


def _sound(sound: Sound | None) -> dict[str, str] | None:
    match sound:
        case Embedded(media_type=media_type):
            return {"type": media_type}
        case Beside(url=url):
            return {"url": url}
        case None:
            return None


def _rows(transcript: Transcript, numbers: Mapping[str, int], names: Sequence[str]) -> list[list[Any]]:
    timed: list[tuple[Samples, list[Any]]] = []
    for count, gap in enumerate(transcript.gaps):
        speaker = -1 if gap.speaker is None else numbers[gap.speaker]
        whose = "Everybody's" if speaker < 0 else f"{names[speaker]}'s"
        text = f"{whose} sound is missing: {plain(gap_reason(gap.reason))}."
        times = milliseconds(gap.start), milliseconds(max(gap.end, gap.start))
        timed.append((gap.start, [1, speaker, *times, f"gap-{count}", text]))
    for count, note in enumerate(transcript.notes):
        at = milliseconds(note.at)
        timed.append((note.at, [2, numbers[note.speaker], at, at, f"note-{count}", plain(note.text)]))
    timed += [
        (line.start, _line(line, numbers[line.speaker]))
        for line in in_order(transcript.lines)
        if is_visible(line.text)
    ]
    return [row for _, row in sorted(timed, key=lambda entry: entry[0])]


def _line(line: Line, speaker: int) -> list[Any]:
    text, start = plain(line.text), milliseconds(line.start)
    end = max(milliseconds(line.end), start)
    return [0, speaker, start, end, anchor(line.id), text, _words(line, text, start)]


def _words(line: Line, text: str, start: int) -> list[int]:
    found: list[int] = []
    at = 0
    for word in line.words:
        said = plain(word.text)
        place = text.find(said, at) if said else -1
        if place < 0:
            continue
        begin = milliseconds(word.start)
        found += (_units(text[at:place]), _units(said), begin - start, max(milliseconds(word.end) - begin, 0))
        at = place + len(said)
    return found


def _units(text: str) -> int:
    """UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
