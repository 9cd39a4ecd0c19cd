"""Word: the transcript as a document that people edit, comment and print.

In: a transcript. Out: the bytes of a .docx file (Office Open XML, ISO/IEC 29500): title, facts,
participants, recording notes, then the lines as paragraphs, with gaps and notes between them at
their place in time. Names and texts are text and nothing else: no field, link or macro is ever
made. The same transcript gives the same bytes: the file bears no date but the session's own.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import clock
from transcriber.transcript.facts import covered, echo_note, gap_reason, left_out, percent, started_text
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Transcript
from transcriber.types import Samples

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_UNWRITABLE = re.compile("[\ufffe\uffff]")
"""What XML cannot hold, besides the control characters that `plain` has taken out (XML 1.0, 2.2)."""


def docx(transcript: Transcript) -> bytes:
    """The transcript as a Word document."""
    from docx import Document as new_document

    document = new_document()
    names = {speaker: _text(name) for speaker, name in labels(transcript).items()}
    title = _text(transcript.title) if is_visible(transcript.title) else "Transcript"
    about = document.core_properties
    about.title, about.author, about.comments, about.last_modified_by = title[:255], "", "", ""
    document.add_heading(title, 0)
    _facts(document, transcript)
    _participants(document, transcript, names)
    _recording_notes(document, transcript, names)
    document.add_heading("Transcript", 1)
    _body(document, transcript, names)
    return _dateless(document)


def _text(text: str) -> str:
    return _UNWRITABLE.sub("", plain(text))


def _facts(document: Document, transcript: Transcript) -> None:
    rows = [("Duration", clock(transcript.duration))]
    if transcript.started is not None:
        rows.insert(0, ("Started", _text(started_text(transcript.started))))
    if is_visible(transcript.recognizer):
        rows.append(("Recognized by", _text(transcript.recognizer)))
    for what, value in rows:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{what}: ").bold = True
        paragraph.add_run(value)


def _participants(document: Document, transcript: Transcript, names: Mapping[str, str]) -> None:
    people = transcript.participants
    if not people:
        return
    document.add_heading("Participants", 1)
    said = sum(person.talk for person in people)
    table = document.add_table(rows=1, cols=3, style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, ("Name", "Talk time", "Share"), strict=True):
        cell.text = text
    for person in people:
        name = names[person.id] + (" (bot)" if person.bot else "")
        for cell, text in zip(
            table.add_row().cells, (name, clock(person.talk), percent(person.talk, said, 0)), strict=True
        ):
            cell.text = text


def _recording_notes(document: Document, transcript: Transcript, names: Mapping[str, str]) -> None:
    notes = [_text(warning) for warning in transcript.warnings]
    if transcript.gaps:
        notes.append(
            f"Audio is missing for {clock(covered(transcript.gaps))} in all, marked in the transcript."
        )
    notes += [echo_note(names[ear], names[source], *rest) for ear, source, *rest in left_out(transcript)]
    if notes:
        document.add_heading("Recording notes", 1)
    for note in notes:
        document.add_paragraph(note, style="List Bullet")


def _body(document: Document, transcript: Transcript, names: Mapping[str, str]) -> None:
    """Paragraphs in order of time; at one time gaps stand before notes, notes before lines."""
    timed: list[tuple[Samples, str, str, str]] = []
    for gap in transcript.gaps:
        whose = "Everybody's" if gap.speaker is None else f"{names[gap.speaker]}'s"
        until = f"{clock(gap.start)} – {clock(gap.end)}"
        timed.append((gap.start, "Gap", until, f"{whose} audio is missing: {_text(gap_reason(gap.reason))}."))
    timed += [
        (note.at, f"Note by {names[note.speaker]}", clock(note.at), _text(note.text))
        for note in transcript.notes
    ]
    spoken = [
        (line.start, names[line.speaker], clock(line.start), _text(line.text))
        for line in in_order(transcript.lines)
        if is_visible(line.text)
    ]
    if not spoken:
        document.add_paragraph("No speech was recognized.")
    aside = len(timed)
    entries = [*((*entry, True) for entry in timed[:aside]), *((*entry, False) for entry in spoken)]
    for _, head, when, text, beside in sorted(entries, key=lambda entry: entry[0]):
        _paragraph(document.add_paragraph(style="Intense Quote" if beside else "Normal"), head, when, text)


def _paragraph(paragraph: Paragraph, head: str, when: str, text: str) -> None:
    paragraph.add_run(head).bold = True
    paragraph.add_run(f" [{when}] ").italic = True
    paragraph.add_run(text)


def _dateless(document: Document) -> bytes:
    """The document's bytes, all dated 1980, the first year of zip, instead of when they were written."""
    dated, out = io.BytesIO(), io.BytesIO()
    document.save(dated)
    with zipfile.ZipFile(dated) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
