"""Each participant's sound by itself, on the session's timeline.

In: a recording's stretches of sound, and who owns which track. Out: int16 blocks a participant, from
session time 0 on, all of the same length in the end. Tracks of one participant (reconnects) add up
as the mix does. Silence is made block by block and never held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from transcriber.audio.mix import Mixer
from transcriber.audio.source import Stretch, Survey
from transcriber.types import Samples


class Tracks:
    """Lays every participant's tracks on a timeline of their own: see `push`."""

    def __init__(self, survey: Survey) -> None:
        self._owners: Mapping[str, str] = survey.owners
        self._mixers = {owner: Mixer(survey.lateness) for owner in dict.fromkeys(survey.owners.values())}

    @property
    def participants(self) -> list[str]:
        """The ids of those who have sound, in order of first appearance."""
        return list(self._mixers)

    def push(self, stretch: Stretch) -> Iterator[tuple[str, NDArray[np.int16]]]:
        """Takes a stretch; gives (participant id, block of shape (n, 2)) as far as it goes."""
        for owner, mixer in self._mixers.items():
            mine = tuple(pair for pair in stretch.pieces if self._owners[pair[0]] == owner)
            for block in mixer.push(Stretch(mine, stretch.clock)):
                yield owner, block

    def finish(self, duration: Samples) -> Iterator[tuple[str, NDArray[np.int16]]]:
        """The rest of each: up to `duration`, or to the end of the last one where that is later."""
        end = max([duration, *(mixer.end for mixer in self._mixers.values())])
        for owner, mixer in self._mixers.items():
            for block in mixer.finish(end):
                yield owner, block
