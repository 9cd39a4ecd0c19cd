"""The bot's side of the worker: a process that owns the recognizer and follows growing sessions.

In: sessions to follow. Out: what happens with them, as plain data, on the event loop. The process is
started again when it dies, which is told of each session as `interrupted`, and told again what to
follow; what it said before it says again, so whoever listens must know lines by their ids, and give up
drafts that have not ended. It never recognizes anything here.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.settings import Settings
from transcriber.speech.wishes import Wishes

_log = logging.getLogger(__name__)

RESTART_SECONDS = (1.0, 2.0, 5.0, 15.0, 60.0)
"""How long to wait before the worker is started for the 2nd, 3rd … time in a row."""

LONGEST_LINE = 16 << 20
"""Bytes of one message: a transcript's summary is far shorter."""

Happening = dict[str, Any]


class Worker:
    """The process. `happened` is called with every message about a session; `recognizer` is what the
    worker said that it recognizes with; `trouble` is the last sentence about why it could not."""

    def __init__(self, settings: Settings, happened: Callable[[Happening], None]) -> None:
        self._command = command(settings)
        self._happened = happened
        self._sessions: dict[Path, Happening] = {}
        self._ended: set[Path] = set()
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self.recognizer: str | None = None
        self.languages: list[str] | None = None
        """What the recognizer knows; None when that is not known, or it knows what it is asked for."""
        self.trouble: str | None = None
        self.restarts = 0

    def start(self) -> None:
        """Starts the process, and keeps it alive until `close`."""
        self._task = asyncio.get_running_loop().create_task(self._keep_alive(), name="Worker")

    async def close(self) -> None:
        """Ends the process; what it recognized is on disk."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    @property
    def pid(self) -> int | None:
        """The process's number, while it runs."""
        return None if self._process is None else self._process.pid

    def begin(self, folder: Path, wishes: Wishes) -> None:
        """Follows a session from its beginning."""
        message = {"do": "begin", "session": str(folder), **asdict(wishes)}
        self._sessions[folder] = message
        self._send(message)

    def end(self, folder: Path) -> None:
        """The session grows no more, though its capture does not say so."""
        self._ended.add(folder)
        self._send({"do": "end", "session": str(folder)})

    def forget(self, folder: Path) -> None:
        """Nothing more is to be done for the session."""
        self._sessions.pop(folder, None)
        self._ended.discard(folder)

    # --- the process ----------------------------------------------------------------------------

    async def _keep_alive(self) -> None:
        failures = 0
        while True:
            began = asyncio.get_running_loop().time()
            await self._run()
            for folder in list(self._sessions):
                self._tell({"event": "interrupted", "session": str(folder)})
            lived = asyncio.get_running_loop().time() - began
            failures = 0 if lived > RESTART_SECONDS[-1] else failures + 1
            self.restarts += 1
            wait = RESTART_SECONDS[min(failures, len(RESTART_SECONDS)) - 1] if failures else 0
            _log.warning(
                "The worker ended (%s); starting it again in %.0f s", self.trouble or "unasked", wait
            )
            await asyncio.sleep(wait)

    async def _run(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )
        self._process = process
        try:
            for message in self._sessions.values():
                self._send(message)
            for folder in self._ended:
                self._send({"do": "end", "session": str(folder)})
            assert process.stdout is not None
            while line := await process.stdout.readline():
                self._take(line)
        finally:
            self._process = None
            self.recognizer = None
            if process.returncode is None:
                await _ended(process)

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            event = message["event"]
        except (ValueError, KeyError, TypeError):
            _log.warning("The worker said something that is no message")
            return
        if event == "ready":
            self.recognizer, self.trouble = message["recognizer"], None
            self.languages = message["languages"]
            _log.info("The worker is ready: %s", self.recognizer)
        elif event == "refused":
            self.trouble = message["why"]
            _log.error("The worker cannot work: %s", self.trouble)
        elif event == "note":
            _log.info("Worker: %s", message["text"])
        else:
            self._tell(message)

    def _tell(self, message: Happening) -> None:
        try:
            self._happened(message)
        except Exception:
            _log.exception("What the worker said could not be dealt with")

    def _send(self, message: Happening) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return  # told when it is started
        with suppress(ConnectionError, RuntimeError):
            process.stdin.write(json.dumps(message).encode() + b"\n")


def command(settings: Settings) -> list[str]:
    """How the worker is started."""
    words = [sys.executable, "-m", "transcriber", "worker", "--model", settings.model]
    words += ["--device", settings.device, "--compute-type", settings.compute_type]
    words += ["--drafts"] if settings.captions and settings.drafts else []
    words += ["--short-windows"] * settings.short_windows
    return [*words, *["--offline"] * settings.offline]


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Ends a process: it is asked first."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), 5)
    except (TimeoutError, asyncio.CancelledError):
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
