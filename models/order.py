"""Several requests at a time, answers in order, little in memory.

In: requests, lazily, and a function that answers one (in a thread of the pool). Out: the answers, each
as soon as it and all before it are there. At most `ahead` requests are taken before the oldest
answer is given out. Closing the iterator early forgets what has not begun and asks the rest to stop.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future

from transcriber.speech.recognizer import Heard, Request

Answer = Callable[[Request, threading.Event], Heard]
"""Answers one request; may give up, with any answer, once the event is set."""


def in_order(
    pool: Executor, answer: Answer, requests: Iterable[Request], ahead: int
) -> Generator[Heard, None, None]:
    """Yields one answer a request. What `answer` or `requests` raise comes out where it is due."""
    stop = threading.Event()
    waiting: deque[Future[Heard]] = deque()
    try:
        for request in requests:
            waiting.append(pool.submit(answer, request, stop))
            while waiting and (waiting[0].done() or len(waiting) >= ahead):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        stop.set()
        for future in waiting:
            future.cancel()
