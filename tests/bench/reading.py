"""What the scoring formats say, read back by meeteval: the same speakers, times and words.

`python tests/bench reading`. It prints how many of the lines came back; all of them must.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import meeteval
from figure import Figure

sys.path.insert(0, str(Path(__file__).parents[1]))

from transcript_cases import HAND_MADE

from transcriber.transcript.clock import milliseconds
from transcriber.transcript.formats import FORMATS
from transcriber.transcript.from_json import read_json
from transcriber.transcript.tokens import session_token, speaker_tokens, spoken
from transcriber.transcript.transcript import Transcript

GOLDEN = Path(__file__).parents[1] / "golden"


def measure() -> Iterator[Figure]:
    """Lines read back, of the hand-made transcript and of its golden JSON."""
    logging.getLogger().setLevel(logging.ERROR)
    golden = read_json((GOLDEN / "transcript.json").read_text(encoding="utf-8"))
    for what, transcript in (("hand-made", HAND_MADE), ("golden", golden)):
        for name in ("seglst", "stm", "rttm", "ctm"):
            lost = missing(name, transcript)
            yield Figure(f"{what} transcript in {name}: lost for meeteval", lost, "lines", 0)


def missing(name: str, transcript: Transcript) -> int:
    """How many of the transcript's lines (CTM: words) do not come back as they were said."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"transcript.{FORMATS[name].extension}"
        path.write_bytes(FORMATS[name].content(transcript))
        rows = list(meeteval.io.load(path).to_seglst()) if name != "ctm" else list(_ctm(path))
    names, session = speaker_tokens(transcript), session_token(transcript)
    found = {
        (
            row["session_id"],
            row.get("speaker"),
            round(float(row["start_time"]) * 1000),
            row.get("words"),
        )
        for row in rows
    }
    lost = 0
    for line in transcript.lines:
        start = milliseconds(line.start)
        text = {"rttm": None, "seglst": line.text}.get(name, spoken(line.text))
        if name == "ctm":
            first = spoken(line.text).split()[0]
            lost += not any(row[2] == start and row[3] == first for row in found)
        else:
            lost += (session, names[line.speaker], start, text) not in found
    return lost


def _ctm(path: Path) -> Iterator[dict[str, object]]:
    for row in meeteval.io.CTM.load(path).lines:
        yield {
            "session_id": row.filename,
            "start_time": row.begin_time,
            "words": row.word,
        }
