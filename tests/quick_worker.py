"""A worker for the bot's tests: the real one's loop and pipe, with a recognizer that is there at once.

It says how many seconds it heard: `1.2 seconds`, or what `TRANSCRIBER_TEST_SAYS` holds.
`TRANSCRIBER_TEST_DIES=FILE` lets it die before its second answer, if there is no FILE, which it makes.
`TRANSCRIBER_TEST_POLYGLOT=1`: it detects languages. `TRANSCRIBER_TEST_DRAFTS=1`: it counts half seconds
instead, `one two three`, and makes drafts.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from fake_speech import CountingRecognizer, LoudnessDetector, PolyglotRecognizer

from transcriber.cli.worker import serve
from transcriber.follow import Followers
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, Phrase, Request


class Timer(CountingRecognizer):
    """Says how long it heard somebody."""

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        mark = Path(os.environ.get("TRANSCRIBER_TEST_DIES", ""))
        for heard in super().recognize(requests):
            if len(self.asked) > 1 and mark.name and not mark.exists():
                mark.touch()
                os._exit(9)
            yield heard

    def answer(self, request: Request) -> Heard:
        length = len(request.pcm) / RECOGNIZER_RATE
        text = os.environ.get("TRANSCRIBER_TEST_SAYS", f"{length:.1f} seconds")
        return Heard((Phrase(0.0, length, text),), "en")


def main() -> None:
    """Serves until stdin ends."""
    drafts = "TRANSCRIBER_TEST_DRAFTS" in os.environ
    recognizer = CountingRecognizer() if drafts else Timer()
    if "TRANSCRIBER_TEST_POLYGLOT" in os.environ:
        recognizer = PolyglotRecognizer()
    clock = time.monotonic if drafts else None
    with Followers(LoudnessDetector(), recognizer, clock=clock) as followers:
        serve(followers, recognizer, sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()
