"""What the scoring formats say, read back by meeteval: the same speakers, times and words.

`python tests/bench reading`. It prints how many of the lines came back; all of them must.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from figure import Figure

sys.path.insert(0, str(Path(__file__).parents[1]))

from meeteval_reader import SCORED, missing
from transcript_cases import HAND_MADE


def measure() -> Iterator[Figure]:
    """Lines of the hand-made transcript that were not read back."""
    logging.getLogger().setLevel(logging.ERROR)  # meeteval warns of CTM
    for name in SCORED:
        yield Figure(f"{name}: lines lost for meeteval", missing(name, HAND_MADE), "lines", 0)
