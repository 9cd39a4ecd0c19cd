"""Drafts on a simulated clock: how soon words are shown, whether they stay, and what lines pay for it.

The beginning of the sample session grows as it was recorded, and time passes by what recognition costs;
everything else costs nothing. The answers are those of the recognizer that BENCH_MODEL names (sphinx), with
one job. Once with what they cost as measured here, in seconds of the processor where there is no GPU, so that
a busy machine tells the same; and once on a machine that is fast enough, where each costs FAST seconds: there
the budgets hold. A request's cost is measured once, so that the same call without drafts differs by the
drafts alone.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from figure import Figure
from growing import Growing

from models.device import choose_device
from models.registry import open_detector, resolve
from transcriber.capture.reader import CaptureReader
from transcriber.capture.session import Session, SessionInfo
from transcriber.config import UTTERANCE_PAD_SECONDS
from transcriber.follow import Done, Drafted, Followers, Happening, Said
from transcriber.speech.detector import Detector
from transcriber.speech.draft import Draft
from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities, Heard, Recognizer, Request
from transcriber.types import Event, seconds

SAMPLE = Path(__file__).parents[1] / "sample_session"

FAST = 0.15
"""Seconds a recognition: a window of Whisper on a current GPU takes about that long."""

POLL = 0.05
"""How often the worker looks for more, in seconds."""


@dataclass(slots=True)
class Costly:
    """A recognizer whose work makes simulated time pass: `cost` is what is made of measured seconds."""

    inner: Recognizer
    cost: Callable[[float], float]
    clock: Callable[[], float]
    now: float = 0.0
    last: float = 0.0
    """What the last recognition cost."""
    answers: dict[bytes, tuple[Heard, float]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The inner one's."""
        return self.inner.name

    @property
    def capabilities(self) -> Capabilities:
        """The inner one's."""
        return self.inner.capabilities

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """One after the other."""
        for request in requests:
            key = request.pcm.tobytes()
            if key not in self.answers:
                begin = self.clock()
                [heard] = self.inner.recognize([request])
                self.answers[key] = heard, self.clock() - begin
            heard, measured = self.answers[key]
            self.last = self.cost(measured)
            self.now += self.last
            yield heard

    def close(self) -> None:
        """Belongs to who made it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that was shown, when (seconds of the call), and what the last recognition cost."""

    at: float
    cost: float
    what: Happening


def measure(length: float) -> Iterator[Figure]:
    """The budgets of drafts, over so many seconds of the sample session."""
    model = os.environ.get("BENCH_MODEL", "sphinx")
    with CaptureReader(Session(SAMPLE).capture) as reader:
        events = [event for batch in reader.batches() for event in batch.events()]
    events = [event for event in events if event.time - events[0].time < length * 1e9]
    choice = resolve(model, announce=print)
    clock = time.process_time if choose_device("auto") == "cpu" else time.perf_counter
    with closing(choice.open()) as recognizer:
        detector = open_detector()
        [_] = recognizer.recognize(
            [Request(np.zeros(RECOGNIZER_RATE, np.float32))]
        )  # loaded before anything is measured
        measured = Costly(recognizer, lambda cost: cost, clock)
        yield from _figures(f"drafts, {model} on this machine", measured, detector, events, budgets=False)
        fast = Costly(recognizer, lambda _: FAST, clock, answers=measured.answers)
        yield from _figures(f"drafts, {FAST:g} s an answer", fast, detector, events, budgets=True)


def _figures(
    name: str, recognizer: Costly, detector: Detector, events: list[Event], *, budgets: bool
) -> Iterator[Figure]:
    without, _ = called(recognizer, detector, events, drafts=False)
    shown, (asked, dropped) = called(recognizer, detector, events, drafts=True)
    drafts = [(one, one.what.draft) for one in shown if isinstance(one.what, Drafted)]
    firsts = list(_first_delays(drafts))
    remark = f"{len(firsts)} utterances with drafts; {asked} drafts asked for, {dropped} dropped"
    first = f"{name}: speech → first draft, recognition apart"
    yield Figure(f"{first}: p50", statistics.median(firsts), "s", 1.0 if budgets else None, remark=remark)
    yield Figure(f"{first}: p95", _p95(firsts), "s", 1.0 if budgets else None)
    delays, alone = list(_committed_delays(shown)), list(_committed_delays(without))
    committed = f"{name}: end of a word → committed"
    remark = f"{len(delays)} words; {statistics.median(alone):.2f} s without drafts"
    yield Figure(f"{committed}: p50", statistics.median(delays), "s", 2.0 if budgets else None, remark=remark)
    yield Figure(f"{committed}: p95", _p95(delays), "s", remark=f"{_p95(alone):.2f} s without drafts")
    yield Figure(f"{name}: committed words taken back", retractions([draft for _, draft in drafts]), "", 0)
    differ = sum(draft.differs for _, draft in drafts)
    yield Figure(f"{name}: words that lines have otherwise", 100 * differ / len(delays), "%")
    late = _lateness(shown, without)
    cost = max(one.cost for one, draft in drafts if not draft.ended)
    yield Figure(f"{name}: a line waits for drafts: mean", statistics.mean(late), "s")
    yield Figure(
        f"{name}: a line waits for drafts: max", max(late), "s", cost + POLL,
        remark=f"the dearest draft took {cost:.2f} s",
    )  # fmt: skip


def called(
    recognizer: Costly, detector: Detector, events: list[Event], *, drafts: bool
) -> tuple[list[Shown], tuple[int, int]]:
    """The call, followed while it grows: what was shown; drafts asked for and dropped."""
    shown: list[Shown] = []
    recognizer.now = 0.0
    begun = events[0].time
    with tempfile.TemporaryDirectory() as name:
        session = Session.create(Path(name) / "call", SessionInfo("call", "A call", begun))
        clock = (lambda: recognizer.now) if drafts else None
        with (
            Growing(session, events) as growing,
            Followers(detector, recognizer, ["json"], clock=clock) as followers,
        ):
            stopped = False
            while not any(isinstance(one.what, Done) for one in shown):
                now = begun + round(recognizer.now * 1e9)
                growing.to(now)
                if not len(followers):
                    followers.begin(session.folder)
                    counts = followers
                happenings = followers.step()
                if happenings is None:
                    recognizer.now += POLL
                shown += [Shown(recognizer.now, recognizer.last, one) for one in happenings or ()]
                if now > events[-1].time and not stopped:
                    stopped = True
                    growing.stop(now)
            return shown, (counts.drafts_asked, counts.drafts_dropped)


def _first_delays(drafts: Sequence[tuple[Shown, Draft]]) -> Iterator[float]:
    """Of every utterance's first draft: behind the beginning of speech, without its own recognition."""
    seen: set[str] = set()
    for one, draft in drafts:
        if draft.id not in seen:
            yield one.at - one.cost - (seconds(draft.start) + UTTERANCE_PAD_SECONDS)
        seen.add(draft.id)


def _committed_delays(shown: Sequence[Shown]) -> Iterator[float]:
    """How long after its end each word stood there for good: in a draft, or in a line."""
    known: dict[str, int] = {}
    for one in shown:
        match one.what:
            case Drafted(draft=draft):
                for word in draft.words[known.get(draft.id, 0) :]:
                    yield one.at - seconds(word.end)
                known[draft.id] = len(draft.words)
            case Said(draft=None, line=line):
                for word in line.words:
                    yield one.at - seconds(word.end)


def retractions(drafts: Sequence[Draft]) -> int:
    """How often what was committed is not what the next draft of the utterance begins with. Words that
    have moved behind a cut begin the draft of what follows, which comes next."""
    count = 0
    last: dict[str, str] = {}
    for draft, following in zip(drafts, [*drafts[1:], None], strict=True):
        text = draft.committed
        if draft.ended and following is not None and not text.startswith(last.get(draft.id, "")):
            text = f"{text} {following.committed}"
        count += not text.startswith(last.get(draft.id, ""))
        last[draft.id] = draft.committed
    return count


def _lateness(shown: Sequence[Shown], without: Sequence[Shown]) -> list[float]:
    """How much later each line was there than without drafts."""
    times = [
        {one.what.line.id: one.at for one in some if isinstance(one.what, Said)} for some in (shown, without)
    ]
    assert times[0].keys() == times[1].keys()
    return [at - times[1][line] for line, at in times[0].items()]


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
