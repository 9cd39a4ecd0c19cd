"""A long call: memory and time of everything but recognition, in a process of its own.

`python tests/bench/long_call.py FOLDER` makes the call in FOLDER where it is not, transcribes it with
a recognizer that hears nothing, and prints peak memory (MiB), CPU seconds and utterances.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from figure import Figure

HOURS = 3
PEOPLE = 8
ACTIVE = 0.3
FRAME = 960


def measure() -> Iterator[Figure]:
    """Three hours, eight speakers, each talking 30 % of the time."""
    with tempfile.TemporaryDirectory() as name:
        run = [sys.executable, __file__, name]
        told = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()
    memory, cpu, utterances = (float(value) for value in told)
    tracks = HOURS * 3600 * PEOPLE
    yield Figure(f"{HOURS} h × {PEOPLE} speakers, peak memory", memory, "MiB", 400)
    yield Figure(
        "the same, CPU of everything but recognition", cpu, "s", remark=f"{utterances:.0f} utterances"
    )
    yield Figure("the same, a second of each track", cpu / tracks, "s", 0.01)


def make_call(folder: Path) -> None:
    """Writes the call: speech of the sample session, cut into talk-spurts at random."""
    from receiving import events

    from transcriber.capture.block import file_header
    from transcriber.capture.record import event_block
    from transcriber.capture.session import Session, SessionInfo
    from transcriber.types import SILENCE_FRAME, Connected, Speaker, Stopped, Voice

    started = 1_795_366_985_000_000_000
    session = Session.create(folder / "call", SessionInfo("call", "call", started))
    spoken = [e.opus for e in events() if isinstance(e, Voice) and e.opus != SILENCE_FRAME]
    draw = random.Random(1)
    sent: list[tuple[int, int, int, bytes]] = []
    for person in range(PEOPLE):
        at = draw.randrange(500)
        while at < HOURS * 3600 * 50:
            begin, length = draw.randrange(len(spoken) - 600), draw.randrange(100, 600)
            packets = spoken[begin : begin + length] + [SILENCE_FRAME] * 5
            sent += [(at + i, person, at + i, packet) for i, packet in enumerate(packets)]
            at += len(packets) + round(draw.expovariate(1) * 350 * (1 - ACTIVE) / ACTIVE)
    sent.sort(key=lambda packet: packet[0])
    numbers = [0] * PEOPLE
    with session.capture.open("wb") as file:
        file.write(file_header("bench"))
        file.write(event_block(Connected(started, 0, "bench"), started))
        for person in range(PEOPLE):
            file.write(event_block(Speaker(started, 100 + person, str(person), f"P{person}"), started))
        for tick, person, stamp, packet in sent:
            time = started + tick * 20_000_000
            numbers[person] += 1
            voice = Voice(time, 100 + person, numbers[person] & 0xFFFF, stamp * FRAME & 0xFFFFFFFF, packet)
            file.write(event_block(voice, time))
        end = started + HOURS * 3600 * 1_000_000_000
        file.write(event_block(Stopped(end, "bench"), end))


class Deaf:
    """A recognizer that hears nothing, at no cost."""

    name = "deaf"

    def __init__(self) -> None:
        from transcriber.speech.recognizer import Capabilities

        self.capabilities = Capabilities(None, True, True, True, True, 30.0, True)
        self.utterances = 0

    def recognize(self, requests: Iterable[object]) -> Iterator[object]:
        """Nothing, for each."""
        from transcriber.speech.recognizer import Heard

        for _ in requests:
            self.utterances += 1
            yield Heard(())

    def close(self) -> None:
        """Nothing to close."""


def main(folder: Path) -> None:
    """Makes the call, hears it, tells what that took."""
    if not (folder / "call").exists():
        subprocess.run([sys.executable, __file__, str(folder), "make"], check=True)
    from models.registry import open_detector
    from transcriber.inputs import recordings
    from transcriber.transcribe import Transcription

    [recording] = recordings([folder / "call"])
    deaf = Deaf()
    work = Transcription(recording, folder / "out", open_detector(), deaf, ["json"])  # type: ignore[arg-type]
    before = resource.getrusage(resource.RUSAGE_SELF)
    with closing(work.run()) as run:
        for _ in run:
            pass
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(used.ru_maxrss / 1024, cpu, deaf.utterances)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        make_call(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]))
