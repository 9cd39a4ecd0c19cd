"""PocketSphinx decoders in processes of their own, or one in this process.

In: sound as bytes. Out: what `SphinxDecoder.decode` gives. A worker process ignores Ctrl-C, which is
for its parent to act on, and ends when its parent ends or closes the pipe. Its death is an error
with a sentence, never a hang.
"""

from __future__ import annotations

import importlib
import multiprocessing
import signal
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any, Protocol

from transcriber.errors import MissingPart, TranscriberError

HeardFrames = tuple[str, int, int, float]
"""Word, first and last frame of 10 ms, posterior 0 to 1."""

END_SECONDS = 2.0
"""A terminated process gets this long to vanish before it is killed."""


class Worker(Protocol):
    """Decodes one utterance at a time."""

    def decode(self, pcm: bytes) -> list[HeardFrames]:
        """The words of little-endian int16 sound at 16 kHz."""
        ...

    def end(self) -> None:
        """Ends a process at once, in the middle of an utterance too. Calling it twice is fine."""
        ...


class LocalWorker:
    """Decodes in this process; the model is loaded with the first utterance."""

    def __init__(self) -> None:
        self._decoder: Any = None

    def load(self) -> None:
        """Loads the model. Raises `MissingPart` when PocketSphinx or its model is not usable."""
        if self._decoder is None:
            self._decoder = _load()

    def decode(self, pcm: bytes) -> list[HeardFrames]:
        """As `Worker`. Raises as `load` does."""
        self.load()
        words: list[HeardFrames] = self._decoder.decode(pcm)
        return words

    def end(self) -> None:
        """Forgets the model."""
        self._decoder = None


class ProcessWorker:
    """Decodes in a spawned process, which starts to load its model at once."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the parent's threads' locks
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True, name="sphinx")
        # A Ctrl-C while the child starts would end it with a traceback: it is born with SIGINT blocked.
        # The tracker that Python starts along with the first child would unblock it again.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()

    @property
    def pid(self) -> int | None:
        """The process's id."""
        return self._process.pid

    def decode(self, pcm: bytes) -> list[HeardFrames]:
        """As `Worker`. Raises `MissingPart` as `LocalWorker`, `TranscriberError` for a dead process."""
        try:
            self._pipe.send_bytes(pcm)
            words, trouble = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise TranscriberError(self._obituary()) from error
        if trouble is not None:
            raise MissingPart(trouble)
        heard: list[HeardFrames] = words
        return heard

    def end(self) -> None:
        """Terminates the process."""
        self._process.terminate()
        self._process.join(END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _obituary(self) -> str:
        self._process.join(END_SECONDS)
        code = self._process.exitcode
        how = f"with signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        return (
            f"A PocketSphinx worker process ended unexpectedly, {how}: what is done so far is kept, so run "
            "the same again, with fewer jobs if memory is short."
        )


def serve(pipe: Connection) -> None:
    """The life of a worker process: answers until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = LocalWorker()
    trouble = None
    try:
        worker.load()
    except MissingPart as error:
        trouble = str(error)
    try:
        while True:
            pcm = pipe.recv_bytes()
            pipe.send(([] if trouble else worker.decode(pcm), trouble))
    except (EOFError, OSError):  # the parent closed the pipe, or is gone
        return


def _load() -> Any:
    try:
        return importlib.import_module("models.sphinx_decoder").SphinxDecoder()
    except (ImportError, RuntimeError, ValueError, OSError) as error:
        raise MissingPart(
            f"PocketSphinx cannot be used here ({error}): install it again with `pip install "
            "--force-reinstall pocketsphinx`."
        ) from error
