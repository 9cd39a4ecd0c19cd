"""A short captured session, cut from the sample session: real speech, seconds to recognize."""

from __future__ import annotations

from pathlib import Path

from transcriber.capture.reader import CaptureReader
from transcriber.capture.session import Session, SessionInfo
from transcriber.capture.writer import CaptureWriter
from transcriber.types import Event, Stopped

SAMPLE = Path(__file__).parent / "sample_session"


def make_session(folder: Path, seconds: float = 9.0) -> Path:
    """The first seconds of the sample session, as a session in `folder`; the folder."""
    sample = Session(SAMPLE)
    with CaptureReader(sample.capture) as reader:
        events: list[Event] = [event for batch in reader.batches() for event in batch.events()]
    start = events[0].time
    end = start + round(seconds * 1e9)
    info = sample.info()
    session = Session.create(folder, SessionInfo(info.id, info.title, info.started))
    with CaptureWriter(session.capture) as writer:
        for event in events:
            if event.time < end:
                writer.write(event)
        writer.write(Stopped(end, "cut"))
    return folder
