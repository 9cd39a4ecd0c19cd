"""A recognizer that is timed: CPU spent on recognition, and how much sound it was given.

In: any recognizer. Out: the same answers. What its requests cost to make (decoding, segmenting) is
not counted: they are made in the thread that asks. A server's work is not seen, nor that of worker
processes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities, Heard, Recognizer, Request


class Timed:
    """`process` and `thread` tell CPU seconds, of all threads and of the one that asks."""

    def __init__(
        self,
        recognizer: Recognizer,
        process: Callable[[], float] = time.process_time,
        thread: Callable[[], float] = time.thread_time,
    ) -> None:
        self._recognizer = recognizer
        self._process = process
        self._thread = thread
        self.name = recognizer.name
        self.capabilities: Capabilities = recognizer.capabilities
        self.cpu = 0.0
        """Seconds, of all threads."""
        self.sound = 0.0
        """Seconds of sound that it was asked about."""

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """See `Recognizer`."""
        answers = iter(self._recognizer.recognize(self._asked(requests)))
        while True:
            begin = self._process()
            heard = next(answers, None)
            self.cpu += self._process() - begin
            if heard is None:
                return
            yield heard

    def close(self) -> None:
        """See `Recognizer`."""
        self._recognizer.close()

    def _asked(self, requests: Iterable[Request]) -> Iterator[Request]:
        source = iter(requests)
        while True:
            begin = self._thread()
            request = next(source, None)
            self.cpu -= self._thread() - begin
            if request is None:
                return
            self.sound += len(request.pcm) / RECOGNIZER_RATE
            yield request
