"""What a packet costs until it is placed sound, beside a C loop over libopus on the same packets."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from figure import Figure, best_of

from transcriber.audio import opus
from transcriber.audio.call import Call
from transcriber.audio.sound import Sound
from transcriber.capture.batch import Batch
from transcriber.capture.reader import CaptureReader
from transcriber.capture.writer import CaptureWriter
from transcriber.receive.receiver import Receiver
from transcriber.receive.rtp import RtpPacket
from transcriber.receive.transport import MODES, Transport
from transcriber.types import Event, Voice

SAMPLE = Path(__file__).parents[1] / "sample_session" / "capture.pcapng"
KEY = bytes(range(32))


def events() -> list[Event]:
    """The sample session's events."""
    with CaptureReader(SAMPLE) as reader:
        return [event for batch in reader.batches() for event in batch.events()]


def decode(batches: Iterator[Batch], started: int) -> int:
    """Places and decodes a capture; the samples it gave."""
    call = Call(started)
    sounds: dict[str, Sound] = {}
    samples = 0
    for batch in batches:
        for track, packets in call.push(batch):
            samples += sum(len(p.pcm) for p in sounds.setdefault(track, Sound()).pieces(packets))
    for track, packets in call.finish():
        samples += sum(len(p.pcm) for p in sounds.setdefault(track, Sound()).pieces(packets))
    return samples


def c_loop(voices: list[Voice], folder: Path) -> Path | None:
    """The C loop and its packets, built; None without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    program = folder / "loop"
    subprocess.run([compiler, "-O2", "-o", program, Path(__file__).with_name("loop.c"), "-ldl"], check=True)
    streams: dict[int, int] = {}
    with (folder / "packets").open("wb") as file:
        for voice in voices:
            stream = streams.setdefault(voice.ssrc, len(streams))
            file.write(bytes([stream]) + len(voice.opus).to_bytes(2, "little") + voice.opus)
    return program


def measure() -> Iterator[Figure]:
    """Decoding against C, the whole path from datagrams, and capturing without decoding."""
    everything = events()
    voices = [event for event in everything if isinstance(event, Voice)]
    started = everything[0].time
    count = len(voices)

    def ours() -> None:
        with CaptureReader(SAMPLE) as reader:
            decode(reader.batches(), started)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = c_loop(voices, folder)
        loops, mine = [], []
        for _ in range(4):  # in turns, so that a busy moment meets both
            if program is not None:
                run = [str(program), opus.library()._name, str(folder / "packets")]
                loops.append(float(subprocess.run(run, check=True, capture_output=True, text=True).stdout))
            mine.append(best_of(2, ours) / count * 1e6)
        yield Figure("capture → placed 48 kHz stereo", min(mine), "µs/packet")
        if loops:
            yield Figure("the C loop over libopus, same packets", min(loops), "µs/packet")
            ratio = min(mine) / min(loops)
            yield Figure("capture → placed, against the C loop", ratio, "×", 1.15)
        else:
            yield Figure("the C loop over libopus", float("nan"), "", remark="no C compiler")

        for name, mode in zip(("AES-GCM", "XChaCha20"), MODES, strict=False):
            yield from _from_datagrams(name, Transport(mode, KEY), voices, started, folder)


def _from_datagrams(
    name: str, transport: Transport, voices: list[Voice], started: int, folder: Path
) -> Iterator[Figure]:
    """Until it is placed sound, and until it is captured, by one transport mode."""
    sealed = [(voice.time, transport.seal(_packet(voice), at)) for at, voice in enumerate(voices)]

    def whole() -> None:
        decode(iter(_received(sealed, transport)), started)

    def captured() -> None:
        path = folder / "capture.pcapng"
        path.unlink(missing_ok=True)
        with CaptureWriter(path) as writer:
            for batch in _received(sealed, transport):
                for event in batch.events():
                    writer.write(event)

    cost = {what: best_of(3, what) / len(voices) * 1e6 for what in (whole, captured)}
    yield Figure(f"datagram → placed sound ({name})", cost[whole], "µs/packet", 65)
    yield Figure(f"datagram → capture on disk ({name})", cost[captured], "µs/packet", 20)


def _packet(voice: Voice) -> RtpPacket:
    """As Discord sends it: with an extension of eight bytes."""
    return RtpPacket.build(
        sequence=voice.sequence,
        timestamp=voice.timestamp,
        ssrc=voice.ssrc,
        payload=voice.opus,
        extension=bytes(8),
    )


def _received(sealed: list[tuple[int, bytes]], transport: Transport) -> list[Batch]:
    receiver = Receiver()
    begun = receiver.connected(sealed[0][0], 0, "bench", transport)
    batches = [Batch.of(begun)]
    for at in range(0, len(sealed), 1000):
        got: list[Event] = []
        for time, datagram in sealed[at : at + 1000]:
            got += receiver.datagram(time, datagram)
        batches.append(Batch.of(got))
    return batches
