"""Audacity labels: the transcript as a label track beside the sound.

In: a transcript. Out: a row a label: start, end (seconds with six decimals, parted by tabs) and
`Name: text`, by start, which Audacity reads by File, Import, Labels. Notes are labels of no length,
gaps are labels too; the empty text when there is none of these.
"""

from __future__ import annotations

from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Transcript
from transcriber.types import Samples, seconds


def audacity_labels(transcript: Transcript) -> str:
    """The transcript's lines, notes and gaps as Audacity labels."""
    names = labels(transcript)
    found: list[tuple[Samples, Samples, str]] = [
        (line.start, line.end, f"{names[line.speaker]}: {plain(line.text)}")
        for line in transcript.lines
        if is_visible(line.text)
    ]
    found += [
        (note.at, note.at, f"Note by {names[note.speaker]}: {plain(note.text)}") for note in transcript.notes
    ]
    for gap in transcript.gaps:
        whose = "" if gap.speaker is None else f" of {names[gap.speaker]}"
        found.append((gap.start, gap.end, f"Gap{whose}: {plain(gap.reason)}"))
    return "".join(
        f"{seconds(max(start, 0)):.6f}\t{seconds(max(end, start, 0)):.6f}\t{text.rstrip()}\n"
        for start, end, text in sorted(found, key=lambda label: label[:2])
    )
