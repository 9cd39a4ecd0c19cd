"""How soon after the end of a sentence its line is there: from a mouth to the bot's pipe, recognition apart.

People say the sample session again in real time; the bot records them, the worker follows the capture, and
its lines are stamped as they come out of its pipe. An utterance is longer than the speech in it by the
padding that recognizers are given: both ends are measured from.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from figure import Figure
from live_process import running
from local_discord import LocalDiscord
from local_discord.conversation import Spurt, conversation, talk

from transcriber.capture.session import Session
from transcriber.config import UTTERANCE_PAD_SECONDS

TESTS = Path(__file__).parents[1]
WORKER = Path(__file__).with_name("live_worker.py")


def measure(seconds: float) -> Iterator[Figure]:
    """The delay of lines, of three people who talk for so long."""
    delays = asyncio.run(lines(seconds))
    if not delays:
        raise RuntimeError(f"Nobody ended a sentence within {seconds:g} s: let BENCH_SECONDS be longer.")
    pad = UTTERANCE_PAD_SECONDS
    name = "end of an utterance → its line, recognition apart"
    count = f"{len(delays)} lines"
    yield Figure(f"{name}: p50", statistics.median(delays) - pad, "s", 1.5, remark=count)
    yield Figure(f"{name}: max", max(delays) - pad, "s", 1.5)
    yield Figure("the same after the last sound of speech: p50", statistics.median(delays), "s", 1.5)
    yield Figure("the same after the last sound of speech: max", max(delays), "s", 1.5)


async def lines(seconds: float) -> list[float]:
    """How long after the end of detected speech each line was there, in seconds."""
    spurts = {
        name: [spurt for spurt in said if spurt.start + spurt.speech.seconds < seconds]
        for name, said in conversation(TESTS / "sample_session" / "capture.pcapng").items()
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "call"
        async with LocalDiscord() as local, running(local, local.bot, folder) as bot:
            worker = await asyncio.create_subprocess_exec(
                sys.executable, str(WORKER), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            try:
                said = await _while_they_talk(local, folder, worker, spurts)
            finally:
                worker.kill()
                await worker.wait()
            await bot.stop()
        begun = Session(folder).info().started
        assert begun is not None
    return [came - (begun / 1e9 + end - UTTERANCE_PAD_SECONDS) for came, end in said]


async def _while_they_talk(
    local: LocalDiscord, folder: Path, worker: asyncio.subprocess.Process, spurts: dict[str, list[Spurt]]
) -> list[tuple[float, float]]:
    """When each line came (seconds since 1970), and its end (of session time)."""
    assert worker.stdin is not None and worker.stdout is not None
    said: list[tuple[float, float]] = []
    ready = asyncio.Event()

    async def hear(out: asyncio.StreamReader) -> None:
        while line := await out.readline():
            message = json.loads(line)
            ready.set()
            if message["event"] == "said":
                said.append((time.time(), message["line"]["end"]))

    hearing = asyncio.create_task(hear(worker.stdout))
    try:
        await ready.wait()
        worker.stdin.write(json.dumps({"do": "begin", "session": str(folder)}).encode() + b"\n")
        people = await local.guild.voice("standup").join_all(*spurts)
        await local.in_call(local.guild.voice("standup"), 20)
        await asyncio.gather(*(talk(person, spurts[person.name]) for person in people))
        await asyncio.sleep(3)
    finally:
        hearing.cancel()
    return said
