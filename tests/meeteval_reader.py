"""The scoring formats as meeteval reads them. It comes as source only (`make .venv/benching`)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import meeteval

from transcriber.transcript.clock import milliseconds
from transcriber.transcript.formats import FORMATS
from transcriber.transcript.tokens import session_token, speaker_tokens, spoken
from transcriber.transcript.transcript import Transcript

SCORED = ("seglst", "stm", "rttm", "ctm")


def missing(name: str, transcript: Transcript) -> int:
    """How many of the transcript's lines (CTM: their first words) do not come back as they were said."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"transcript.{FORMATS[name].extension}"
        path.write_bytes(FORMATS[name].content(transcript))
        found = set(_read(name, path))
    names, session = speaker_tokens(transcript), session_token(transcript)
    lost = 0
    for line in transcript.lines:
        speaker: str | None = names[line.speaker]
        text: str | None = line.text if name == "seglst" else spoken(line.text)
        if name == "rttm":
            text = None
        elif name == "ctm":
            speaker, text = None, spoken(line.text).split()[0]
        lost += (session, speaker, milliseconds(line.start), text) not in found
    return lost


def _read(name: str, path: Path) -> Iterator[tuple[str, str | None, int, str | None]]:
    """(Session, speaker, start in milliseconds, words) of each row, as meeteval has them."""
    if name == "ctm":  # its lines have no speaker, and meeteval's general form needs one
        for row in meeteval.io.CTM.load(path).lines:
            yield row.filename, None, round(row.begin_time * 1000), row.word
        return
    if name == "seglst":  # its loader needs a JSON package that it does not bring
        rows = meeteval.io.SegLST(json.loads(path.read_text(encoding="utf-8")))
    else:
        rows = meeteval.io.load(path).to_seglst()
    for segment in rows:
        start = round(float(segment["start_time"]) * 1000)
        yield segment["session_id"], segment["speaker"], start, segment.get("words")
