"""Markdown: the transcript as people read it.

In: a transcript. Out: CommonMark with one GFM table: title, facts, participants, recording notes,
then the lines as paragraphs, with gaps and notes between them at their place in time. Names and
texts stay text: whatever Markdown, HTML or a chat could obey is escaped, and an invisible word
joiner (U+2060) behind an `@` keeps it from calling anybody. An empty transcript says that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from transcriber.transcript.assemble import in_order
from transcriber.transcript.clock import clock
from transcriber.transcript.facts import covered, echo_note, gap_reason, left_out, percent, started_text
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Participant, Transcript
from transcriber.types import Samples

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~#$]|&(?=#?\w+;)")
_MENTION = re.compile(r"@(?=everyone|here)|(?<!\w)@(?=[\w!&])")
_LEADING = re.compile(r"^(\d*)(?=[-+.)])")
"""What would make a list at the start of a block, up to the mark that does."""


def markdown(transcript: Transcript) -> str:
    """The transcript as Markdown."""
    names = labels(transcript)
    title = plain(transcript.title) if is_visible(transcript.title) else "Transcript"
    blocks = [f"# {_block(title)}", _facts(transcript)]
    if transcript.participants:
        blocks += ["## Participants", _table(transcript.participants, names)]
    notes = list(_recording_notes(transcript, names))
    if notes:
        blocks += ["## Recording notes", "\n".join(f"- {note}" for note in notes)]
    blocks += ["## Transcript", *_body(transcript, names)]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """One row of text that Markdown shows as it is, anywhere but at the start of a block."""
    return _MENTION.sub("@\u2060", _SPECIAL.sub(r"\\\g<0>", plain(text)))


def _block(text: str) -> str:
    """The same for the start of a block."""
    return _LEADING.sub(r"\1\\", escaped(text))


def _facts(transcript: Transcript) -> str:
    rows = [f"**Duration:** {clock(transcript.duration)}"]
    if transcript.started is not None:
        rows.insert(0, f"**Started:** {escaped(started_text(transcript.started))}")
    if is_visible(transcript.recognizer):
        rows.append(f"**Recognized by:** {escaped(transcript.recognizer)}")
    return "\n".join(f"- {row}" for row in rows)


def _table(participants: Iterable[Participant], names: Mapping[str, str]) -> str:
    people = list(participants)
    spoken = sum(participant.talk for participant in people)
    rows = ["| Name | Talk time | Share | Packets lost | Concealed |", "| --- | ---: | ---: | ---: | ---: |"]
    for person in people:
        quality = person.quality
        sent = quality.received + quality.lost
        cells = (
            escaped(names[person.id]) + (" (bot)" if person.bot else ""),
            clock(person.talk),
            percent(person.talk, spoken, 0),
            percent(quality.lost, sent, 1),
            percent(quality.concealed, sent, 1),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _recording_notes(transcript: Transcript, names: Mapping[str, str]) -> Iterator[str]:
    """What a reader should know before trusting the text, a sentence each."""
    for warning in transcript.warnings:
        yield _block(warning)
    if transcript.gaps:
        places = "1 place" if len(transcript.gaps) == 1 else f"{len(transcript.gaps)} places"
        missing = clock(covered(transcript.gaps))
        yield f"Audio is missing in {places} ({missing} in all), marked in the transcript."
    for ear, source, count, length in left_out(transcript):
        yield echo_note(escaped(names[ear]), escaped(names[source]), count, length)
    for person in transcript.participants:
        for count, fault in (
            (person.quality.undecryptable, "decrypted"),
            (person.quality.undecodable, "decoded"),
        ):
            if count:
                packets = "1 packet" if count == 1 else f"{count} packets"
                yield f"{packets} of {escaped(names[person.id])} could not be {fault}."


def _body(transcript: Transcript, names: Mapping[str, str]) -> list[str]:
    """Paragraphs in order of time; at one time gaps stand before notes, notes before lines."""
    timed: list[tuple[Samples, str]] = []
    for gap in transcript.gaps:
        whose = "Everybody's" if gap.speaker is None else f"{escaped(names[gap.speaker])}'s"
        reason = escaped(gap_reason(gap.reason))
        span = f"[{clock(gap.start)} – {clock(gap.end)}]"
        timed.append((gap.start, f"> **Gap** {span} {whose} audio is missing: {reason}."))
    for note in transcript.notes:
        author = escaped(names[note.speaker])
        timed.append((note.at, f"> **Note by {author}** [{clock(note.at)}] {escaped(note.text)}"))
    spoken = 0
    for line in in_order(transcript.lines):
        if is_visible(line.text):
            spoken += 1
            name = escaped(names[line.speaker])
            timed.append((line.start, f"**{name}** [{clock(line.start)}] {escaped(line.text)}"))
    blocks = [block for _, block in sorted(timed, key=lambda entry: entry[0])]
    return blocks if spoken else ["No speech was recognized.", *blocks]
