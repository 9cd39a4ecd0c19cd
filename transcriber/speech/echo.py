"""Lines that are somebody else's voice in the speaker's microphone are marked.

In: the lines of a recording, and whose voice was in whose microphone when. Out: the same words in
order, `echo_of` set on what is an echo. A line that is an echo only in part is parted between words,
where its words have times. Whoever is echoed must have been heard to say something then: no words are
ever marked of which there is no other copy, and none are changed.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from transcriber.config import ECHO_LAG_SECONDS, ECHO_OWN_SECONDS, ECHO_SHARE
from transcriber.types import SAMPLE_RATE, Line, Samples, Word

Share: TypeAlias = Callable[[str, Samples, Samples], Mapping[str | None, Samples]]
"""How much of a participant's sound between two moments was whose voice, as `Bleed.share` tells."""

_OWN: Samples = round(ECHO_OWN_SECONDS * SAMPLE_RATE)
_LAG: Samples = round(ECHO_LAG_SECONDS * SAMPLE_RATE)
_LEAST: Samples = SAMPLE_RATE // 10
"""An echo that is shorter than 0.1 s says nothing of the line around it."""
_PART: Samples = SAMPLE_RATE * 6 // 10
"""What is parted from a line is an echo for 0.6 s at least: two words, or a long one."""


def marked(lines: Iterable[Line], share: Share) -> list[Line]:
    """The lines, echoes marked. Lines that were parted have the id that a line from there has."""
    found = [part for line in lines for part in _parts(line, share)]
    theirs: dict[str, list[Line]] = {}
    for line in found:
        if line.echo_of is None:
            theirs.setdefault(line.speaker, []).append(line)
    return [
        line if line.echo_of is None or _is_there(line, theirs.get(line.echo_of, ())) else _unmarked(line)
        for line in found
    ]


def own_talk(talk: Mapping[str, Samples], lines: Sequence[Line]) -> dict[str, Samples]:
    """How long each participant spoke (id → samples) without what was an echo, in proportion to their
    lines."""
    said: Counter[str] = Counter()
    echoed: Counter[str] = Counter()
    for line in lines:
        (said if line.echo_of is None else echoed)[line.speaker] += max(line.end - line.start, 1)
    return {
        speaker: length * said[speaker] // (said[speaker] + echoed[speaker]) if echoed[speaker] else length
        for speaker, length in talk.items()
    }


def _parts(line: Line, share: Share) -> Iterator[Line]:
    shares = dict(share(line.speaker, line.start, line.end))
    own, source = shares.pop(None, 0), max(shares, key=lambda source: shares[source], default=None)
    if source is None:
        yield line
        return
    echo = sum(shares.values())
    if own <= _OWN and echo >= max(_LEAST, ECHO_SHARE * (echo + own)):
        yield replace(line, echo_of=source)
    elif echo < _PART or (between := _separator(line)) is None:
        yield line
    else:
        yield from _parted(line, share, between)


def _parted(line: Line, share: Share, between: str) -> Iterator[Line]:
    """The line's words in runs of one source, those too short with the speaker's own."""
    runs: list[tuple[str | None, list[Word]]] = []
    for source, words in itertools.groupby(line.words, lambda word: _source(line.speaker, word, share)):
        run = list(words)
        if source is not None:
            echo = sum(share(line.speaker, word.start, word.end).get(source, 0) for word in run)
            source = source if echo >= _PART else None
        if runs and runs[-1][0] == source:
            runs[-1][1].extend(run)
        else:
            runs.append((source, run))
    if len(runs) == 1:
        yield replace(line, echo_of=runs[0][0])
        return
    for index, (source, run) in enumerate(runs):
        start = line.start if index == 0 else run[0].start
        yield replace(
            line,
            id=line.id if index == 0 else f"{start * 1000 // SAMPLE_RATE}-{line.speaker}",
            start=start,
            end=line.end if index == len(runs) - 1 else run[-1].end,
            text=between.join(word.text for word in run),
            words=tuple(run),
            echo_of=source,
            heard=_heard(run, between),
        )


def _heard(words: Sequence[Word], between: str) -> str | None:
    """What the recognizer said for these words, where one of them was corrected."""
    if all(word.heard is None for word in words):
        return None
    return between.join(word.text if word.heard is None else word.heard for word in words)


def _source(speaker: str, word: Word, share: Share) -> str | None:
    """Whose voice a word is; None: the speaker's own, as it is when nothing is known of it."""
    shares = dict(share(speaker, word.start, word.end))
    own, source = shares.pop(None, 0), max(shares, key=lambda source: shares[source], default=None)
    return source if source is not None and sum(shares.values()) > own else None


def _separator(line: Line) -> str | None:
    """What stands between the line's words; None when its text is not made of them."""
    texts = [word.text for word in line.words]
    return next((blank for blank in (" ", "") if texts and blank.join(texts) == line.text), None)


def _is_there(echo: Line, theirs: Sequence[Line]) -> bool:
    """Whether at least half of the time in which the echo was heard has lines of whom it echoes."""
    covered = sum(
        max(0, min(line.end + _LAG, echo.end) - max(line.start - _LAG, echo.start)) for line in theirs
    )
    return 2 * covered >= echo.end - echo.start and covered > 0


def _unmarked(line: Line) -> Line:
    return replace(line, echo_of=None)
