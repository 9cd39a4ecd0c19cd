"""Simulated people, and `python tests/local_discord`."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from local_discord import PERFECT, LocalDiscord, Network, Speech
from local_discord.conversation import conversation
from local_discord.speech import Luck
from local_discord_bot import run, tone
from opus_encoder import OpusOptions

from transcriber.types import SILENCE_FRAME

TESTS = Path(__file__).parent


def test_speech_comes_from_arrays_and_files(tmp_path: Path) -> None:
    pcm = np.zeros((9_600, 2), np.float32)
    assert len(Speech.of(pcm).packets) == 11 + 5  # 200 ms, the decoder's delay, silence frames
    soundfile.write(tmp_path / "speech.wav", pcm[:3_200, 0], 16_000)
    assert len(Speech.of(tmp_path / "speech.wav").packets) == 11 + 5
    long = Speech.of(pcm, OpusOptions(frame=2880))
    assert len(long.packets) == 4 + 5
    assert long.seconds == pytest.approx(4 * 0.06 + 5 * 0.02)


def test_luck_is_the_same_for_the_same_seed() -> None:
    network = Network(loss=0.1, burst=3, jitter=0.01, duplicated=0.1, padded=0.1)
    fates = [[Luck(network, name).next(0.02 * n) for n in range(100)] for name in ("Ann", "Ann", "Bob")]
    assert fates[0] == fates[1] != fates[2]
    luck = Luck(network, "Ann")
    lost = [not luck.next(0.02 * n).delays for n in range(20_000)]
    assert 0.08 < sum(lost) / len(lost) < 0.12
    assert Luck(PERFECT, "Ann").next(random.random()).delays == (0.0,)


def test_people_speak_with_steady_numbers_and_clocks() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        ann, bob = await channel.join_all("Ann", "Bob")
        bob.clock_stands = bob.hears = True
        both = await asyncio.gather(ann.say(tone()), bob.say(tone()))
        for sent in both:
            assert [(each.sequence - sent[0].sequence) & 0xFFFF for each in sent] == list(range(len(sent)))
            steps = {(b.timestamp - a.timestamp) & 0xFFFFFFFF for a, b in pairwise(sent)}
            assert steps == {960}
            seconds = (sent[-1].monotonic - sent[0].monotonic) / 1e9
            assert abs(seconds - (len(sent) - 1) * 0.02) < 0.05
        assert [opus for _, opus in bob.listening] == [each.opus for each in both[0]]
        ssrc = ann.ssrc
        await ann.reconnect()
        assert ann.ssrc != ssrc and (await ann.say(tone(0.02)))[0].encrypted
        assert both[0][-1].opus == SILENCE_FRAME

    run(test)


def test_who_is_alone_has_no_key_and_sends_nothing() -> None:
    async def test(local: LocalDiscord) -> None:
        ann = await local.guild.voice("standup").join("Ann")
        sent = await ann.say(tone(0.02), speed=8)
        assert {each.fate for each in sent if each.opus != SILENCE_FRAME} == {"unsent"}

    run(test)


def test_twenty_five_people_at_once() -> None:
    async def test(local: LocalDiscord) -> None:
        people = await local.guild.voice("standup").join_all(*(f"Person {n}" for n in range(25)))
        speech = tone(0.5)
        everything = await asyncio.gather(*(person.say(speech) for person in people))
        assert all(len(sent) == len(speech.packets) for sent in everything)
        assert len(local.guild.voice("standup").call.delivery.accepted) == 1

    run(test)


def test_the_sample_session_is_a_conversation() -> None:
    spurts = conversation(TESTS / "sample_session" / "capture.pcapng")
    assert spurts.keys() == {"Susan", "Robert", "David"}
    for each in spurts.values():
        assert len(each) > 10 and all(spurt.speech.packets for spurt in each)
        assert [spurt.start for spurt in each] == sorted(spurt.start for spurt in each)


def test_it_is_started_by_hand() -> None:
    async def test() -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(TESTS / "local_discord"), "--port", "0", "--proxy-port", "0",
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        told = b""
        while b"Ctrl-C" not in told:
            line = await asyncio.wait_for(process.stdout.readline(), 20)
            assert line, told.decode()
            told += line
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 10) == 0
        for name in ("DISCORD_TOKEN", "TRANSCRIBER_PROXY", "SSL_CERT_FILE", "LOCAL_DISCORD"):
            assert f"export {name}=".encode() in told

    asyncio.run(test())
