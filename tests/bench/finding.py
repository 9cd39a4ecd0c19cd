"""What minutes find by turns of phrase: precision and recall on the scripted meetings (`tests/minutes`)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from figure import Figure

sys.path.insert(0, str(Path(__file__).parents[1]))

from minutes_meetings import FOLDER, meetings, read_meeting, scores

PRECISION, RECALL = 0.8, 0.7


def measure() -> Iterator[Figure]:
    """Each kind of item: on the meetings that the cues were made with, and on those held out;
    the English ones again as PocketSphinx would write them, bare of punctuation and capitals."""
    bare = [read_meeting(path, bare=True) for path in sorted(FOLDER.glob("*.txt"))]
    english = [meeting for meeting in bare if meeting.language == "en"]
    for held_out, which in ((False, "developed on"), (True, "held out")):
        for some, how in ((meetings(), ""), (english, ", bare English")):
            for kind, score in scores(each for each in some if each.held_out == held_out).items():
                counts = f"{score.right} right, {score.wrong} wrong, {score.missed} missed"
                name = f"minutes, {kind} ({which}{how})"
                yield Figure(f"{name}: precision", score.precision, "", PRECISION, True, counts)
                yield Figure(f"{name}: recall", score.recall, "", RECALL, True)
