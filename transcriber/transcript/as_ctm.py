"""CTM: every word with its time, as tools for word errors read a result.

In: a transcript. Out: a row a word (NIST SCTK: file, channel, begin, duration, word, confidence
where there is one), by channel, then begin, as sclite wants them; the empty text when nothing was
said. CTM knows no speakers: the channel is the speaker's number, and remarks (`;;`) at the head say
whose. A line without word times shares its time out by characters.
"""

from __future__ import annotations

from collections.abc import Iterator

from transcriber.transcript.clock import milliseconds, thousandths
from transcriber.transcript.plain import is_visible
from transcriber.transcript.tokens import channels, session_token, speaker_tokens, spoken
from transcriber.transcript.transcript import Line, Transcript, Word


def ctm(transcript: Transcript) -> str:
    """The transcript's words as CTM."""
    names, numbers = speaker_tokens(transcript), channels(transcript)
    session = session_token(transcript)
    rows: list[tuple[int, int, str]] = []
    for line in transcript.lines:
        for word in _words(line):
            start = milliseconds(word.start)
            duration = thousandths(max(milliseconds(word.end) - start, 0))
            sure = "" if word.confidence is None else f" {min(max(word.confidence, 0.0), 1.0):.3f}"
            channel = numbers[line.speaker]
            row = f"{session} {channel} {thousandths(start)} {duration} {word.text}{sure}\n"
            rows.append((channel, start, row))
    heard = {channel for channel, _, _ in rows}
    head = [f";; channel {numbers[each]}: {name}\n" for each, name in names.items() if numbers[each] in heard]
    rows.sort(key=lambda entry: entry[:2])
    return "".join([*head, *(row for _, _, row in rows)])


def _words(line: Line) -> Iterator[Word]:
    """The line's words without blanks in them, in its time."""
    timed = [word for word in line.words if is_visible(spoken(word.text))]
    for word in timed or [Word(line.start, line.end, line.text, line.confidence)]:
        yield from _parted(word)


def _parted(word: Word) -> Iterator[Word]:
    """Each part between blanks, with its share of the time by characters."""
    text = spoken(word.text)
    length, at = max(word.end - word.start, 0), 0
    for part in text.split():
        begin, end = at, at + len(part)
        at = end + 1
        if is_visible(part):
            start = word.start + length * begin // len(text)
            yield Word(start, word.start + length * end // len(text), part, word.confidence)
