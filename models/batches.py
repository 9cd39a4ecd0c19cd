"""Requests share batches; answers come in order; whoever is alone is answered at once.

In: requests, lazily, and a function that answers a batch of them. Out: the answers, each as soon as it
and all before it are there. A worker that is free takes what is waiting, whoever asked, as long as it
is of one kind; several free workers share it. Nobody waits for a batch to fill: a worker only gives
whoever is asking this moment a hundredth of a second to go on. At most `ahead` requests of one caller are
taken before the oldest answer is given out. Closing the iterator early forgets what has not begun and
tells the rest that nobody wants it. When memory does not hold a batch, batches are halved from then on.

Who asked last is served first: he asks in the middle of what the others do (one window again, or what was
said this moment, while a whole recording is worked through), and they wait for him.
"""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from transcriber.errors import MissingPart, TranscriberError
from transcriber.speech.recognizer import Heard, Request

Wanted = Callable[[], bool]
"""Whether anybody still waits for what is being computed."""

Answer = Callable[[Sequence[Request], Wanted], Iterator[tuple[int, Heard]]]
"""Answers a batch: for each request its place in the batch and the answer, in any order. May end early
when nothing is wanted any more. Raises OutOfMemory when the batch was too large."""

GATHER_SECONDS = 0.01
"""A caller who has all his requests at hand gives them out in less; nobody hears a hundredth of a second."""


class OutOfMemory(MissingPart):
    """Memory does not hold the batch; the message is for when it was a batch of one."""


@dataclass(eq=False, slots=True)
class _Asked:
    """A request on its way, of the caller number `turn`. `done` once there is an answer or a failure."""

    request: Request
    kind: Hashable
    turn: int
    heard: Heard | None = None
    failure: Exception | None = None
    wanted: bool = True

    @property
    def done(self) -> bool:
        return self.heard is not None or self.failure is not None


class Batches:
    """Answers requests by `answer`, at most `size` at a time, all of one `kind`.

    `workers`: threads that prepare and compute; `lanes`: how many of them the engine serves at once.
    """

    def __init__(
        self,
        answer: Answer,
        kind: Callable[[Request], Hashable],
        *,
        workers: int = 1,
        lanes: int = 1,
        size: int = 1,
    ) -> None:
        self._answer = answer
        self._kind = kind
        self._workers = workers
        self._lanes = lanes
        self._size = size
        self._ahead = (workers + 1) * size
        self._pool = ThreadPoolExecutor(workers, "batches")
        self._changed = threading.Condition()
        self._waiting: list[_Asked] = []
        self._turns = itertools.count()
        self._drawing = 0
        self._working = 0
        self._computing = 0

    @property
    def size(self) -> int:
        """The largest batch; it shrinks when memory turns out too small."""
        return self._size

    @property
    def ahead(self) -> int:
        """How many requests of one caller are taken before its oldest answer is given out."""
        return self._ahead

    def answers(self, requests: Iterable[Request]) -> Generator[Heard, None, None]:
        """Yields one answer a request. What `answer` raises comes out where it is due, what `requests`
        raises at once."""
        source = iter(requests)
        mine: deque[_Asked] = deque()
        turn = next(self._turns)
        more = True
        try:
            while more or mine:
                if more:
                    with self._asking():
                        more = self._draw(source, turn, mine)
                while mine and (not more or mine[0].done or len(mine) >= self._ahead):
                    yield self._result(mine.popleft())
        finally:
            self._forget(mine)

    def close(self) -> None:
        """Forgets what is waiting, and waits for what is being computed to end."""
        with self._changed:
            forgotten, self._waiting = self._waiting, []
            for asked in forgotten:
                self._settle(asked, failure=TranscriberError("The recognizer was closed meanwhile."))
        self._pool.shutdown()

    # --- whoever asks ----------------------------------------------------------------------------

    @contextmanager
    def _asking(self) -> Iterator[None]:
        with self._changed:
            self._drawing += 1
        try:
            yield
        finally:
            with self._changed:
                self._drawing -= 1
                self._changed.notify_all()

    def _draw(self, source: Iterator[Request], turn: int, mine: deque[_Asked]) -> bool:
        """Takes requests until enough are ahead or the oldest answer is there; False at their end."""
        for request in source:
            asked = _Asked(request, self._kind(request), turn)
            mine.append(asked)
            with self._changed:
                self._waiting.append(asked)
                if self._working < self._workers:
                    self._working += 1
                    self._pool.submit(self._work)
                self._changed.notify_all()
            if mine[0].done or len(mine) >= self._ahead:
                return True
        return False

    def _result(self, asked: _Asked) -> Heard:
        with self._changed:
            self._changed.wait_for(lambda: asked.done)
        if asked.failure is not None:
            raise asked.failure
        assert asked.heard is not None
        return asked.heard

    def _forget(self, mine: deque[_Asked]) -> None:
        with self._changed:
            for asked in mine:
                asked.wanted = False
            self._waiting = [asked for asked in self._waiting if asked.wanted]

    # --- workers ---------------------------------------------------------------------------------

    def _work(self) -> None:
        """A worker's life: until nothing is waiting."""
        while batch := self._take():
            try:
                self._compute(batch)
            finally:
                with self._changed:
                    self._computing -= 1

    def _take(self) -> list[_Asked]:
        with self._changed:
            self._changed.wait_for(self._worthwhile, GATHER_SECONDS)
            if not self._waiting:
                self._working -= 1
                return []
            self._waiting.sort(key=lambda asked: -asked.turn)
            kind = self._waiting[0].kind
            alike = [asked for asked in self._waiting if asked.kind == kind]
            share = -(-len(alike) // self._free())
            batch = alike[: min(share, self._size)]
            self._waiting = [asked for asked in self._waiting if asked not in batch]
            self._computing += 1
            return batch

    def _worthwhile(self) -> bool:
        """Whether to begin: nothing more is about to come, or enough is there."""
        enough = self._size * self._free()
        return not self._waiting or not self._drawing or len(self._waiting) >= enough

    def _free(self) -> int:
        return max(1, self._lanes - self._computing)

    def _compute(self, batch: list[_Asked]) -> None:
        def wanted() -> bool:
            return any(asked.wanted for asked in batch)

        try:
            for place, heard in self._answer([asked.request for asked in batch], wanted):
                self._settle(batch[place], heard)
            failure: Exception = TranscriberError("The recognizer gave no answer.")
        except OutOfMemory as error:
            if len(batch) > 1:
                self._halve(batch)
                return
            failure = error
        except Exception as error:  # it is the caller's, and comes out in his thread
            failure = error
        for asked in batch:
            if not asked.done:
                self._settle(asked, failure=failure)

    def _halve(self, batch: list[_Asked]) -> None:
        """Smaller batches from now on; what has no answer waits again, before everything else."""
        with self._changed:
            self._size = max(1, min(self._size, len(batch) // 2))
            self._waiting[:0] = [asked for asked in batch if not asked.done]

    def _settle(self, asked: _Asked, heard: Heard | None = None, *, failure: Exception | None = None) -> None:
        with self._changed:
            asked.heard, asked.failure = heard, failure
            self._changed.notify_all()
