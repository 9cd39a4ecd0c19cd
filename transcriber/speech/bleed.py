"""One voice in two microphones: who was heard through whose, from when to when.

In: a recording's stretches of sound, as they pass. Out: for every participant whose microphone heard
others, spans of their sound: an echo of somebody, or their own. It knows nothing of lines or words,
removes nothing, and depends on the sound alone. Its memory is PAST seconds of levels a participant,
and the spans.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transcriber.audio.envelope import FRAME, FRAMES, Envelopes, Levels
from transcriber.audio.source import Stretch
from transcriber.speech.coupling import JUDGED, PAST, Coupling, Past, coupled, quiet
from transcriber.types import SAMPLE_RATE, Samples


@dataclass(frozen=True, slots=True)
class Span:
    """Sound in one participant's microphone: `source`'s voice, or (None) their own."""

    start: Samples
    end: Samples
    source: str | None


_QUIET, _OWN, _FIRST = 0, 1, 2
"""What a frame is: nothing, their own, or (from _FIRST on) an echo of the source of that number."""


class Bleed:
    """Takes stretches; `share` tells what it found once `finish` was called.

    `owners`: track → participant id. `lateness`: how far behind a stretch's clock a later piece may begin."""

    def __init__(self, owners: Mapping[str, str], lateness: Samples) -> None:
        self._envelopes = Envelopes(owners, lateness)
        self._people = sorted(set(owners.values()))
        self._pasts = {person: Past() for person in self._people}
        self._couplings: dict[str, dict[str, Coupling]] = {
            ear: {source: Coupling() for source in self._people if source != ear} for ear in self._people
        }
        self._second = -1
        self._spans: dict[str, list[Span]] = {person: [] for person in self._people}
        self._judged: dict[str, list[tuple[Samples, Samples]]] = {person: [] for person in self._people}
        """From when to when it was asked whose voice it is: elsewhere it is their own."""

    def push(self, stretch: Stretch) -> None:
        """The next stretch of the recording."""
        if len(self._people) > 1:
            for levels in self._envelopes.push(stretch):
                self._hear(levels)

    def finish(self) -> None:
        """There is no more sound."""
        if len(self._people) > 1:
            for levels in self._envelopes.finish():
                self._hear(levels)
            for _ in range(PAST):
                self._hear(Levels((self._second + 1) * SAMPLE_RATE, {}))

    def share(self, ear: str, start: Samples, end: Samples) -> dict[str | None, Samples]:
        """How much of a participant's sound between two moments was whose voice; None: their own, or not
        known to be anybody else's. Pauses are nobody's."""
        spans = self._spans.get(ear, [])
        judged = sum(max(0, min(end, last) - max(start, first)) for first, last in self._judged.get(ear, []))
        found: dict[str | None, Samples] = {None: end - start - judged} if judged < end - start else {}
        for span in spans[max(0, bisect_right(spans, start, key=lambda span: span.start) - 1) :]:
            if span.start >= end:
                break
            inside = min(span.end, end) - max(span.start, start)
            if inside > 0:
                found[span.source] = found.get(span.source, 0) + inside
        return found

    def _hear(self, levels: Levels) -> None:
        self._second = levels.start // SAMPLE_RATE
        for person, past in self._pasts.items():
            past.push(levels.by_speaker.get(person))
        sounding = [person for person, past in self._pasts.items() if past.silent_for < PAST]
        for ear in sounding if len(sounding) > 1 else ():
            couplings = self._couplings[ear]
            for source in sounding:
                if source != ear:
                    couplings[source].push(self._second, self._pasts[source], self._pasts[ear])
            heard = coupled(self._second, couplings)
            if heard:
                self._judge(ear, heard)

    def _judge(self, ear: str, sources: list[str]) -> None:
        """What each frame is of the second that is judged now: of several sources the loudest."""
        past = self._pasts[ear]
        kinds = np.where(quiet(past) | ~past.present[JUDGED], _QUIET, _OWN)
        loudest = np.zeros(FRAMES)
        for number, source in enumerate(sources, start=_FIRST):
            echo = self._couplings[ear][source].explained(self._pasts[source], past)
            level = self._pasts[source].smooth[JUDGED]
            echo &= level > loudest
            kinds[echo] = number
            loudest[echo] = level[echo]
        self._keep(ear, sources, kinds)

    def _keep(self, ear: str, sources: list[str], kinds: NDArray[np.intp]) -> None:
        spans, judged = self._spans[ear], self._judged[ear]
        begin = (self._second - PAST + 1 + JUDGED.start // FRAMES) * SAMPLE_RATE
        if judged and judged[-1][1] == begin:
            judged[-1] = judged[-1][0], begin + SAMPLE_RATE
        else:
            judged.append((begin, begin + SAMPLE_RATE))
        edges = [0, *(np.flatnonzero(np.diff(kinds)) + 1).tolist(), len(kinds)]
        for first, last in pairwise(edges):
            kind = int(kinds[first])
            if kind == _QUIET:
                continue
            source = None if kind == _OWN else sources[kind - _FIRST]
            span = Span(begin + first * FRAME, begin + last * FRAME, source)
            if spans and spans[-1].end == span.start and spans[-1].source == source:
                spans[-1] = replace(spans[-1], end=span.end)
            else:
                spans.append(span)
