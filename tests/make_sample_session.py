"""Makes the sample session, `tests/sample_session/`, from its script `meeting.txt`.

In: the script, and flite's voices. Out: `session.json`, `capture.pcapng`, `reference.seglst.json`
(who says what, when it is said) and `truth.json` (what a reader of the capture cannot know). The
product is committed: nobody needs flite to use it. It was made with flite 2.2, libopus 1.6.1 (of
PyAV 18.1.0's wheel) and soxr 1.1.0; the same versions make the same bytes again:

    PYTHONPATH=. python tests/make_sample_session.py

Times in the reference are those of the mouth, on the session timeline: the recording has them
later by the speaker's constant `delay_s`, which truth.json tells.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import soxr
from opus_encoder import OpusOptions
from simulated_call import (
    MILLISECOND,
    STARTED,
    Call,
    Heard,
    Network,
    Numbering,
    Person,
    Reconnect,
    Spurt,
    simulate,
)

from transcriber.audio.opus import version
from transcriber.capture.session import CAPTURE_NAME, Session, SessionInfo
from transcriber.capture.writer import CaptureWriter
from transcriber.types import (
    SAMPLE_RATE,
    Encryption,
    Fact,
    Floats,
    Left,
    Mark,
    Samples,
    ns_from_samples,
    seconds,
)

FOLDER: Final = Path(__file__).parent / "sample_session"
SESSION: Final = "sample"
SEED: Final = 22

NETWORK: Final = Network(
    loss=0.02, burst=2.2, jitter=6 * MILLISECOND, duplicated=0.005, reordered=0.01, overtaken=60 * MILLISECOND
)

SPURT_PAUSE: Final = 0.45
"""Seconds; a client stops sending in pauses that are longer."""

PRE_ROLL: Final = SAMPLE_RATE * 60 // 1000
POST_ROLL: Final = SAMPLE_RATE * 160 // 1000
"""What a client sends of the room before and after the voice."""


@dataclass(frozen=True, slots=True)
class Character:
    """How one of the people sounds, and what their client and their line are like."""

    voice: str
    user: str
    loudness: float
    """RMS of the speech in dB of full scale."""
    delay_ms: int
    drift_ppm: float
    announced_ms: int
    numbering: tuple[Numbering, ...]
    clock_stands: bool = False


CHARACTERS: Final = {
    # Sequence numbers and timestamps start so that each wraps while somebody speaks, before the
    # reconnect and after it. David's SSRC on the second connection was Susan's on the first.
    "Susan": Character(
        "slt", "200000000000000001", -21.0, 62, 31.0, 420,
        (Numbering(0x3A51C0DE, 0xFF38, 0x51E00000), Numbering(0x7B0210AF, 0x1234, 0xFFF40000)),
    ),
    "Robert": Character(
        "rms", "200000000000000002", -23.0, 95, -44.0, 1150,
        (Numbering(0x10BADA55, 0x0800, 0xFFE40000), Numbering(0x00C0FFEE, 0xFF70, 0x00500000)),
    ),
    "David": Character(
        "awb", "200000000000000003", -24.5, 41, 17.0, 260,
        (Numbering(0xD00DFEED, 0xFFA8, 0xFFFA0000), Numbering(0x3A51C0DE, 0x4321, 0x0BAD0000)),
        clock_stands=True,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence on the session timeline; `sound` is trimmed to what is heard of it."""

    speaker: str
    text: str
    start: Samples
    sound: Floats
    unheard: bool

    @property
    def end(self) -> Samples:
        """Where its sound ends."""
        return self.start + len(self.sound)


@dataclass(frozen=True, slots=True)
class Meeting:
    """The script on the session timeline."""

    sentences: tuple[Sentence, ...]
    reconnects: tuple[Reconnect, ...]
    marks: tuple[tuple[Samples, str, str], ...]


def main() -> None:
    """Makes the four files anew."""
    meeting = stage((FOLDER / "meeting.txt").read_text(encoding="utf-8"))
    heard = simulate(call_of(meeting))
    for name in ("session.json", CAPTURE_NAME):
        (FOLDER / name).unlink(missing_ok=True)
    session = Session.create(
        FOLDER,
        SessionInfo(
            id=SESSION, title="Museum guide, weekly meeting", started=STARTED,
            guild=("300000000000000001", "Museum guide"), channel=("300000000000000002", "weekly"),
        ),
    )  # fmt: skip
    with CaptureWriter(session.capture) as writer:
        for event in heard.events:
            writer.write(event)
    _write_json("reference.seglst.json", [segment(s) for s in meeting.sentences if not s.unheard])
    _write_json("truth.json", truth(meeting, heard))


# --- the script ---------------------------------------------------------------------------------

_TURN: Final = re.compile(r"(?P<name>\w+) \[(?P<pause>[-.\d]+)\] (?P<unheard>unheard: )?(?P<text>.+)")
_RECONNECT: Final = re.compile(r"-- reconnect \[(?P<pause>[.\d]+)\] (?P<seconds>[.\d]+)")
_MARK: Final = re.compile(r"-- mark \[(?P<pause>[.\d]+)\] (?P<name>\w+): (?P<text>.+)")


def stage(script: str) -> Meeting:
    """Speaks the script and lays it out in time. Raises ValueError for a line it does not know."""
    draw = random.Random(SEED)
    sentences: list[Sentence] = []
    reconnects: list[Reconnect] = []
    marks: list[tuple[Samples, str, str]] = []
    end = 0  # of the turn before
    for line in script.splitlines():
        if not line or line.startswith("#"):
            continue
        if found := _TURN.fullmatch(line):
            at = end + _samples(found["pause"])
            for text in re.findall(r"[^.?!]+[.?!]", found["text"]):
                sound = speak(found["name"], text.strip())
                sentences.append(Sentence(found["name"], text.strip(), at, sound, bool(found["unheard"])))
                at = sentences[-1].end + _samples(draw.uniform(0.25, 0.75))
            end = sentences[-1].end
        elif found := _RECONNECT.fullmatch(line):
            start = end + _samples(found["pause"])
            reconnects.append(Reconnect(start, start + _samples(found["seconds"])))
        elif found := _MARK.fullmatch(line):
            marks.append((end + _samples(found["pause"]), found["name"], found["text"]))
        else:
            raise ValueError(f"meeting.txt has a line of no known kind: {line}")
    return Meeting(tuple(sentences), tuple(reconnects), tuple(marks))


def speak(name: str, text: str) -> Floats:
    """A sentence as 48 kHz mono, without silence at its ends, as loud as its speaker is."""
    character = CHARACTERS[name]
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "sentence.wav"
        subprocess.run(["flite", "-voice", character.voice, "-t", text, "-o", str(wave)], check=True)
        spoken, rate = soundfile.read(wave, dtype="float32")
    pcm: Floats = soxr.resample(spoken, rate, SAMPLE_RATE)
    loud = np.flatnonzero(np.abs(pcm) > 0.01 * np.abs(pcm).max())
    pcm = pcm[loud[0] : loud[-1] + 1]
    pcm *= 10 ** (character.loudness / 20) / np.sqrt(np.mean(pcm**2))
    return np.clip(pcm, -0.99, 0.99)


def _samples(duration: str | float) -> Samples:
    return round(float(duration) * SAMPLE_RATE)


# --- the call -----------------------------------------------------------------------------------


def call_of(meeting: Meeting) -> Call:
    """The meeting as a call over a bad network."""
    people = tuple(
        Person(
            name, _spurts([s for s in meeting.sentences if s.speaker == name]),
            user=who.user, delay=who.delay_ms * MILLISECOND, drift_ppm=who.drift_ppm,
            clock_stands=who.clock_stands, announced=who.announced_ms * MILLISECOND,
            numbering=who.numbering, opus=OpusOptions(bitrate=64_000, fec=True, expected_loss=10),
        )
        for name, who in CHARACTERS.items()
    )  # fmt: skip
    end = max(sentence.end for sentence in meeting.sentences)
    return Call(
        people, NETWORK, meeting.reconnects, SEED,
        length=end + 4 * SAMPLE_RATE, facts=tuple(_facts(meeting, end)),
    )  # fmt: skip


def _spurts(sentences: list[Sentence]) -> tuple[Spurt, ...]:
    """One speaker's sentences as a client sends them: in one go across short pauses, over a faint room."""
    groups: list[list[Sentence]] = []
    for sentence in sentences:
        near = groups and seconds(sentence.start - groups[-1][-1].end) < SPURT_PAUSE
        if near:
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    noise = np.random.default_rng(SEED)
    spurts = []
    for group in groups:
        start = group[0].start - PRE_ROLL
        pcm = noise.normal(0, 0.0005, group[-1].end + POST_ROLL - start).astype(np.float32)  # -66 dB
        for sentence in group:
            pcm[sentence.start - start : sentence.end - start] += sentence.sound
        spurts.append(Spurt(start, pcm))
    return tuple(spurts)


def _facts(meeting: Meeting, end: Samples) -> list[Fact]:
    """What the gateway tells besides: encryption, notes, people leaving."""
    facts: list[Fact] = [Encryption(STARTED + MILLISECOND, 1, 4, "31415 92653 58979 32384 62643 38327")]
    for reconnect in meeting.reconnects:
        time = STARTED + ns_from_samples(reconnect.end) + 90 * MILLISECOND
        facts.append(Encryption(time, 1, 6, "27182 81828 45904 52353 60287 47135"))
    for at, name, text in meeting.marks:
        facts.append(Mark(STARTED + ns_from_samples(at), CHARACTERS[name].user, name, text))
    for order, who in enumerate(CHARACTERS.values()):
        facts.append(Left(STARTED + ns_from_samples(end + (1 + order) * SAMPLE_RATE), who.user))
    return facts


# --- what is told -------------------------------------------------------------------------------


def segment(sentence: Sentence) -> dict[str, object]:
    """A sentence as a SegLST segment: words in lower case without punctuation."""
    words = re.sub(r"[^a-z' ]", "", sentence.text.lower())
    return {
        "session_id": SESSION,
        "speaker": sentence.speaker,
        "start_time": round(seconds(sentence.start), 3),
        "end_time": round(seconds(sentence.end), 3),
        "words": words,
    }


def truth(meeting: Meeting, heard: Heard) -> dict[str, object]:
    """The parameters of the call, and what became of its packets."""
    return {
        "made_with": {"flite": flite_version(), "libopus": version(), "soxr": soxr.__version__},
        "seed": SEED,
        "loss": heard.call.network.loss,
        "duration_s": round(seconds(heard.call.length or 0), 3),
        "gaps": [
            {"start_s": round(seconds(r.start), 3), "end_s": round(seconds(r.end), 3)}
            for r in meeting.reconnects
        ],
        "unheard": [segment(s) for s in meeting.sentences if s.unheard],
        "speakers": {name: _speaker_truth(name, heard) for name in CHARACTERS},
    }


def _speaker_truth(name: str, heard: Heard) -> dict[str, object]:
    who, sent = CHARACTERS[name], heard.of(name)
    fates = Counter(packet.fate for packet in sent)
    first = [next(p for p in sent if p.connection == c) for c in sorted({p.connection for p in sent})]
    pairs = [(a, b) for a, b in pairwise(sent) if a.connection == b.connection]
    arrived = [(p.connection, p.arrivals[0]) for p in sent if p.arrivals]
    return {
        "user": who.user,
        "voice": f"flite {who.voice}",
        "delay_s": who.delay_ms / 1000,
        "drift_ppm": who.drift_ppm,
        "clock_stands_in_silence": who.clock_stands,
        "connections": [
            {"connection": p.connection, "ssrc": p.ssrc, "sequence": p.sequence, "timestamp": p.timestamp}
            for p in first
        ],
        "sent": len(sent),
        **{fate: fates[fate] for fate in ("heard", "lost", "unheard")},
        "duplicated": sum(len(p.arrivals) == 2 for p in sent),
        "overtaken": sum(a[0] == b[0] and a[1] > b[1] for a, b in pairwise(arrived)),
        "sequence_wraps": sum(b.sequence < a.sequence for a, b in pairs),
        "timestamp_wraps": sum(b.timestamp < a.timestamp for a, b in pairs),
    }


def flite_version() -> str:
    """What flite says of itself."""
    told = subprocess.run(["flite", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"version: *(\S+)", told)
    return found[1] if found else "unknown"


def _write_json(name: str, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
