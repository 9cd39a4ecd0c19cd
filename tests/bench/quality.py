"""How much is understood: word errors against references, fixed speakers (tcpWER, collar 5 s).

The sample session always; and every session in the folders that TRANSCRIBER_BENCH names (separated
by colons): a session folder with `ref.seglst.json`, and beside it, where there is one, a folder of
clean tracks `NAME.clean` to compare with.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import meeteval
from figure import Figure

from models.registry import open_detector, resolve
from transcriber.inputs import recordings
from transcriber.transcribe import Transcription
from transcriber.transcript.transcript import Transcript
from transcriber.types import seconds

SAMPLE = Path(__file__).parents[1] / "sample_session"
COLLAR = 5


def measure() -> Iterator[Figure]:
    """Word errors of the recognizer that BENCH_MODEL names (sphinx)."""
    model = os.environ.get("BENCH_MODEL", "sphinx")
    heard = transcribed(SAMPLE, model)
    rate = word_errors(SAMPLE / "reference.seglst.json", heard)
    yield Figure(f"sample session, {model}: tcpWER", rate * 100, "%", 20)
    for name in filter(None, os.environ.get("TRANSCRIBER_BENCH", "").split(":")):
        yield from _compared(Path(name), model)


def _compared(session: Path, model: str) -> Iterator[Figure]:
    reference = session / "ref.seglst.json"
    captured = word_errors(reference, transcribed(session, model))
    yield Figure(f"{session.name}, {model}: tcpWER from the capture", captured * 100, "%")
    clean = session.with_name(session.name + ".clean")
    if clean.exists():
        best = word_errors(reference, transcribed(clean, model))
        yield Figure(f"{session.name}: tcpWER from clean tracks", best * 100, "%")
        yield Figure(f"{session.name}: points lost on the way", (captured - best) * 100, "%", 3)


def transcribed(path: Path, model: str) -> Transcript:
    """The transcript of a recording, made anew."""
    choice = resolve(model, jobs=os.cpu_count() or 1, offline=True, announce=print)
    [recording] = recordings([path])
    with tempfile.TemporaryDirectory() as folder, closing(choice.open()) as recognizer:
        work = Transcription(recording, Path(folder), open_detector(), recognizer, [], mix=False)
        with closing(work.run()) as run:
            for _ in run:
                pass
    assert work.transcript is not None
    return work.transcript


def word_errors(reference: Path, transcript: Transcript) -> float:
    """tcpWER with fixed speakers, who are told by the last word of their names."""
    names = {person.id: person.name for person in transcript.participants}
    rows = [
        {
            "session_id": "bench",
            "speaker": names[line.speaker].split()[-1],
            "start_time": seconds(line.start),
            "end_time": seconds(line.end),
            "words": words(line.text),
        }
        for line in transcript.lines
    ]
    spoken = [
        {**row, "session_id": "bench", "words": words(row["words"])}
        for row in json.loads(reference.read_text(encoding="utf-8"))
    ]
    result = meeteval.wer.tcpwer(
        meeteval.io.SegLST(spoken), meeteval.io.SegLST([row for row in rows if row["words"]]), collar=COLLAR
    )
    return float(meeteval.wer.combine_error_rates(result).error_rate)


def words(text: str) -> str:
    """Lower case, letters and apostrophes only: what recognizers without punctuation can give."""
    return " ".join(re.sub(r"[^\w']+", " ", text.lower()).split())
