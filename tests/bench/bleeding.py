"""How well one voice in two microphones is told from two voices: simulated calls of real voices.

Two people talk, in turns and over each other; in some calls a microphone hears the other one (or both
do), 10 to 32 dB softer, up to 0.35 s late, reverberated, with noise of its own; and clients send
only what is loud. A line is what is sent without a pause of 0.6 s; it is an echo when nothing of it is
its speaker's own, and their own when half a second and more is. (Lines in between count for nothing.)
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from figure import Figure
from material import SHARED, clips

sys.path.insert(0, str(Path(__file__).parents[1]))

from bleed_cases import leveled, noise, stretches, through_a_room, voices

from transcriber.config import ECHO_OWN_SECONDS, ECHO_SHARE
from transcriber.inputs import recordings
from transcriber.speech.bleed import Bleed
from transcriber.types import SAMPLE_RATE, Floats

CALLS = 12
SECONDS = 90
FRAME = 960
FAINT = -48


@dataclass(slots=True)
class Tally:
    """Lines that are echoes or their speaker's own, and how many of each were marked."""

    echoes: int = 0
    found: int = 0
    faint: int = 0
    """Echoes below FAINT dB of full scale, at which little is understood …"""
    faint_found: int = 0
    own: int = 0
    wrong: int = 0
    cpu: list[float] = field(default_factory=list)


def measure() -> Iterator[Figure]:
    """Three kinds of calls, CALLS of each."""
    people = {**voices(), **_more_voices()}
    for kind in ("nobody", "one", "both"):
        tally = Tally()
        for seed in range(CALLS):
            _judge(_call(people, kind, np.random.default_rng(seed)), tally)
        name = f"bleed, {kind} hears the other"
        yield Figure(f"{name}: own lines marked", tally.wrong, "lines", 0, remark=f"of {tally.own}")
        if tally.echoes and tally.faint:
            recall = 100 * tally.found / tally.echoes
            yield Figure(f"{name}: echoes found", recall, "%", 80, True, f"of {tally.echoes}")
            recall = 100 * tally.faint_found / tally.faint
            remark = f"of {tally.faint} below {FAINT} dB"
            yield Figure(f"{name}: faint ones", recall, "%", remark=remark)
        yield Figure(f"{name}: CPU a second of each track", float(np.median(tally.cpu)), "s", 0.003)


def _more_voices() -> Mapping[str, Floats]:
    """Real voices, where there are some: at most three of each set and language."""
    manifest = SHARED / "speech" / "manifest.json"
    if not manifest.exists():
        return {}
    found = {}
    for group in clips(manifest, 3):
        for path in group.texts:
            [recording] = recordings([path])
            pieces = [piece.pcm for each in recording.source.stretches() for _, piece in each.pieces]
            mono = np.concatenate(pieces).mean(axis=1, dtype=np.float32)
            found[path.stem] = leveled(mono)
    return found


@dataclass(frozen=True, slots=True)
class _Call:
    """Microphones as they are sent, and everybody's own voice in them, at 48 kHz."""

    microphones: Mapping[str, Floats]
    own: Mapping[str, Floats]
    hearing: frozenset[str]
    """Whose microphone hears the other one."""


def _call(people: Mapping[str, Floats], kind: str, draw: np.random.Generator) -> _Call:
    names = [str(name) for name in draw.choice(sorted(people), 2, replace=False)]
    own = {name: np.zeros(SECONDS * SAMPLE_RATE, np.float32) for name in names}
    at, turn, used = 1.0, 0, dict.fromkeys(names, 0)
    while at < SECONDS - 9:
        name, length = names[turn % 2], draw.uniform(0.6, 8)
        pcm = np.roll(people[name], -used[name])[: round(length * SAMPLE_RATE)]
        used[name] += len(pcm)
        begin = round(at * SAMPLE_RATE)
        own[name][begin : begin + len(pcm)] = pcm
        length = len(pcm) / SAMPLE_RATE
        at += length * draw.uniform(0.3, 0.9) if draw.random() < 0.25 else length + draw.exponential(0.6)
        turn += 1
    gain, lag, room = draw.uniform(-32, -10), draw.uniform(-0.05, 0.35), draw.uniform(0.2, 0.8)
    mics, hearing = {}, set()
    for number, name in enumerate(names):
        other = names[1 - number]
        heard = own[name] + noise(len(own[name]), -70, number)
        if kind == "both" or (kind == "one" and number):
            hearing.add(name)
            late = lag if number else -lag
            heard = heard + through_a_room(own[other], gain=gain, lag=late, reverberation=room)
        mics[name] = _gated(heard)
    return _Call(mics, own, frozenset(hearing))


def _gated(pcm: Floats) -> Floats:
    """Only what is louder than -55 dB, and 0.3 s behind it: as clients send."""
    frames = pcm.reshape(-1, FRAME)
    loud = np.square(frames).mean(axis=1) > 10**-5.5
    sent = np.convolve(loud, np.ones(16))[: len(loud)] > 0
    return np.asarray(frames * sent[:, np.newaxis], dtype=np.float32).ravel()


def _judge(call: _Call, tally: Tally) -> None:
    bleed = Bleed({name: name for name in call.microphones}, 0)
    given = list(stretches(call.microphones))
    begin = time.process_time()
    for stretch in given:
        bleed.push(stretch)
    bleed.finish()
    tally.cpu.append((time.process_time() - begin) / SECONDS / len(call.microphones))
    for name, pcm in call.microphones.items():
        speaks = np.square(call.own[name].reshape(-1, FRAME)).mean(axis=1) > 10**-4.5
        for first, last in _lines(pcm):
            shares = bleed.share(name, first * FRAME, last * FRAME)
            theirs = shares.pop(None, 0)
            echo = sum(shares.values())
            marked = theirs <= ECHO_OWN_SECONDS * SAMPLE_RATE and echo >= max(
                SAMPLE_RATE // 10, ECHO_SHARE * (echo + theirs)
            )
            mine = int(speaks[first:last].sum())
            if mine == 0 and name in call.hearing:
                if _level(pcm[first * FRAME : last * FRAME]) >= FAINT:
                    tally.echoes, tally.found = tally.echoes + 1, tally.found + marked
                else:
                    tally.faint, tally.faint_found = tally.faint + 1, tally.faint_found + marked
            elif mine >= 25 or name not in call.hearing:
                tally.own, tally.wrong = tally.own + 1, tally.wrong + marked


def _level(pcm: Floats) -> float:
    """Decibels of what is sent of it."""
    return float(10 * np.log10(np.square(pcm[pcm != 0]).mean()))


def _lines(pcm: Floats) -> Iterator[tuple[int, int]]:
    """Frames from and to, of what is sent without a pause of 0.6 s and lasts 0.4 s."""
    sent = np.flatnonzero(np.abs(pcm.reshape(-1, FRAME)).max(axis=1) > 0)
    for run in np.split(sent, np.flatnonzero(np.diff(sent) > 30) + 1):
        if len(run) >= 20:
            yield int(run[0]), int(run[-1]) + 1
