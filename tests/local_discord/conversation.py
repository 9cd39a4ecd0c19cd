"""A captured session as something that people can say again: the Opus packets themselves, spurt by spurt.

In: the capture of a session. Out: for every speaker's name their spurts, each with its time. Nothing is
decoded or encoded; packets that were lost then are lost now.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from transcriber.capture.reader import CaptureFile
from transcriber.receive.rtp import extend_sequence
from transcriber.types import SILENCE_FRAME, Connected, Speaker, Voice

from .person import Person
from .speech import SILENCE_FRAMES, Speech

Key: TypeAlias = tuple[int, int]
"""Connection and SSRC."""

PAUSE: Final = 300_000_000
"""Nanoseconds between two arrivals that make two spurts of them."""


@dataclass(frozen=True, slots=True)
class Spurt:
    """Something that somebody says, `start` seconds after the beginning."""

    start: float
    speech: Speech


def conversation(capture: Path) -> dict[str, list[Spurt]]:
    """Who says what, in order. Raises InputError when the capture cannot be read."""
    voices, names = _heard(capture)
    begin = min(voice.time for each in voices.values() for voice in each)
    spurts: dict[str, list[Spurt]] = defaultdict(list)
    for key, packets in voices.items():
        if key not in names:
            continue
        for spurt in _spurts(packets):
            opus = tuple(voice.opus for voice in spurt) + (SILENCE_FRAME,) * SILENCE_FRAMES
            spurts[names[key]].append(Spurt((spurt[0].time - begin) / 1e9, Speech(opus)))
    return dict(spurts)


def _heard(capture: Path) -> tuple[dict[Key, list[Voice]], dict[Key, str]]:
    voices: dict[Key, list[Voice]] = defaultdict(list)
    names: dict[Key, str] = {}
    connection = 0
    for batch in CaptureFile(capture).batches():
        facts = list(batch.facts)
        for index in range(len(batch) + 1):
            while facts and facts[0][0] <= index:
                fact = facts.pop(0)[1]
                if isinstance(fact, Connected):
                    connection = fact.connection
                elif isinstance(fact, Speaker):
                    names[connection, fact.ssrc] = fact.name
            if index < len(batch):
                voice = batch.voice(index)
                voices[connection, voice.ssrc].append(voice)
    return voices, names


def _spurts(packets: list[Voice]) -> list[list[Voice]]:
    """In order of their sequence numbers, each once, silence frames left out, cut at pauses."""
    near = packets[0].sequence
    ordered: dict[int, Voice] = {}
    for voice in packets:
        near = extend_sequence(voice.sequence, near)
        ordered.setdefault(near, voice)
    spurts: list[list[Voice]] = []
    last = 0
    for _, voice in sorted(ordered.items()):
        if voice.opus != SILENCE_FRAME:
            if not spurts or voice.time - last > PAUSE:
                spurts.append([])
            spurts[-1].append(voice)
            last = max(last, voice.time)
    return spurts


async def talk(person: Person, spurts: list[Spurt]) -> None:
    """Says all of it, each spurt at its time from now on."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for spurt in spurts:
        await asyncio.sleep(max(0.0, begin + spurt.start - loop.time()))
        await person.say(spurt.speech)
