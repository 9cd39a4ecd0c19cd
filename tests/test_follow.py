"""transcriber.follow: what is said live is what is said offline, and soon."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_speech import CountingRecognizer, LoudnessDetector, PolyglotRecognizer
from growing import Growing, grown
from placement import evenly, spurts
from short_session import SAMPLE
from simulated_call import Call, Network, Person, simulate

from transcriber.capture.reader import CaptureReader
from transcriber.capture.session import Session, SessionInfo
from transcriber.errors import InputError, SettingError, TranscriberError
from transcriber.follow import Done, Drafted, Failed, Followers, Happening, Said
from transcriber.inputs import recordings
from transcriber.speech.draft import Draft
from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities, Heard, HeardWord, Phrase, Request
from transcriber.speech.segment import Segmenter
from transcriber.speech.wishes import Wishes
from transcriber.transcribe import Transcription
from transcriber.types import SAMPLE_RATE, Event


def sample_events() -> list[Event]:
    with CaptureReader(Session(SAMPLE).capture) as reader:
        return [event for batch in reader.batches() for event in batch.events()]


def call_events() -> list[Event]:
    people = (
        Person("Anna", evenly(8, 1.4, 1.1), user="11"),
        Person("Ben", spurts((1.0, 4.0), (4.3, 7.0), (15, 15.6), seed=2), user="22", clock_stands=True),
    )
    return simulate(Call(people, Network(loss=0.02, jitter=8_000_000, duplicated=0.02))).events


def made(folder: Path, events: list[Event]) -> Session:
    return Session.create(folder, SessionInfo(folder.name, "A call", events[0].time))


def stepped(followers: Followers) -> Iterator[Happening]:
    """All that can be done now."""
    while (happenings := followers.step()) is not None:
        yield from happenings


def lines(happenings: list[Happening]) -> list[Said]:
    return [one for one in happenings if isinstance(one, Said)]


def followed(session: Session, events: list[Event], recognizer: CountingRecognizer) -> list[Happening]:
    """Everything that happened while the capture grew."""
    happened: list[Happening] = []
    with Followers(LoudnessDetector(), recognizer, ["json"]) as followers:
        for number, _ in enumerate(grown(session, events)):
            if not number:
                followers.begin(session.folder)
            happened += stepped(followers)
        assert not len(followers)
    return happened


@pytest.mark.parametrize("packs", [False, True])
def test_what_is_said_live_is_what_is_said_offline(tmp_path: Path, packs: bool) -> None:
    events = call_events()
    live = made(tmp_path / "live", events)
    recognizer = CountingRecognizer(packs=packs)
    happened = followed(live, events, recognizer)
    done = happened[-1]
    assert isinstance(done, Done)
    assert {path.name for path in done.files} == {"transcript.json", "mix.wav", "minutes.md", "overview.png"}
    asked = len(recognizer.asked)
    assert len(lines(happened)) == asked  # nothing was asked again for the results

    shutil.copytree(live.folder, tmp_path / "offline")
    (tmp_path / "offline" / "recognized.jsonl").unlink()
    [recording] = recordings([tmp_path / "offline"])
    other = CountingRecognizer(packs=False)
    work = Transcription(recording, tmp_path / "offline", LoudnessDetector(), other, ["json"], mix=False)
    for _ in work.run():
        pass
    assert work.transcript is not None
    assert work.transcript.lines == done.transcript.lines
    assert sorted(one.line.text for one in lines(happened)) == sorted(
        " ".join(phrase.text for phrase in other.answer(request).phrases) for request in other.asked
    )


def test_languages_are_the_same_live_and_offline_but_for_what_was_guessed_before(tmp_path: Path) -> None:
    """Live, a line is shown with a guess; the results have it right, for one answer more."""
    said = [(1.0, 1.9), (3.0, 6.0), (7.0, 10.0), (11.0, 11.8), (13.0, 13.7), (15.0, 19.0)]
    events = simulate(Call((Person("Anna", spurts(*said), user="11"),), Network())).events
    session = made(tmp_path / "live", events)
    recognizer = PolyglotRecognizer()
    happened = followed(session, events, recognizer)
    live = {one.line.id: one.line for one in lines(happened)}
    done = happened[-1]
    assert isinstance(done, Done)
    assert [line.language for line in live.values()] == ["nl", "de", "de", "de", "de", "de"]
    assert {line.language for line in done.transcript.lines} == {"de"}
    spoken = [word for line in live.values() for word in line.words]
    changed = set(spoken) ^ {word for line in done.transcript.lines for word in line.words}
    assert sorted(word.text for word in changed) == ["de", "nl"]
    asked = [request.language for request in recognizer.asked]
    assert (asked.count(None), asked.count("de")) == (6, 3)
    assert done.spoken == {"11": "de"}


def test_followed_again_with_an_answer_missing_a_session_gives_the_same_lines(tmp_path: Path) -> None:
    """Answers are understood in order, whether they were there or not: each bears on the next."""
    said = [(1.0, 1.9), (3.0, 6.0), (7.0, 10.0), (11.0, 11.8), (13.0, 13.7), (15.0, 19.0)]
    events = simulate(Call((Person("Anna", spurts(*said), user="11"),), Network())).events
    session = made(tmp_path / "live", events)
    first = lines(followed(session, events, PolyglotRecognizer()))
    kept = (session.folder / "recognized.jsonl").read_text().splitlines()
    del kept[1:3]  # the two that showed which language it is
    (session.folder / "recognized.jsonl").write_text("\n".join(kept) + "\n")
    recognizer = PolyglotRecognizer()
    with Followers(LoudnessDetector(), recognizer, ["json"]) as followers:
        followers.begin(session.folder)
        again = lines(list(stepped(followers)))
    assert [one.line for one in again] == [one.line for one in first]
    assert len(recognizer.asked) == 2


class MishearingRecognizer(CountingRecognizer):
    """Asks for Kasimir, and cannot spell him."""

    def answer(self, request: Request) -> Heard:
        seconds = len(request.pcm) / RECOGNIZER_RATE
        words = (HeardWord(0.0, seconds / 2, "Ask", 0.9), HeardWord(seconds / 2, seconds, "Cassimir.", 0.6))
        return Heard((Phrase(0.0, seconds, "Ask Cassimir.", words),), "en")


def test_a_name_is_put_right_live_and_offline_once_its_owner_is_there(tmp_path: Path) -> None:
    people = (
        Person("Anna", spurts((1.0, 2.0), (7.0, 8.0), (9.5, 10.5)), user="11"),
        Person("🎲 kasimir (GM)", spurts((4.0, 5.0), seed=2), user="22", announced=100_000_000),
    )
    events = simulate(Call(people, Network())).events
    session = made(tmp_path / "live", events)
    happened = followed(session, events, MishearingRecognizer())
    live = [(one.line.text, one.line.heard) for one in lines(happened) if one.line.speaker == "11"]
    assert live == [("Ask Cassimir.", None)] + 2 * [("Ask Kasimir.", "Ask Cassimir.")]
    done = happened[-1]
    assert isinstance(done, Done)
    words = [word for line in done.transcript.lines if line.speaker == "11" for word in line.words]
    spelt = [("Cassimir.", None)] + 2 * [("Kasimir.", "Cassimir.")]
    assert [(word.text, word.heard) for word in words if word.text != "Ask"] == spelt
    written = (session.folder / "transcript.json").read_text()
    assert written.count('"heard": "Cassimir."') == 2


class WholeRecognizer(CountingRecognizer):
    """Says one phrase without words, as long as what it heard."""

    def answer(self, request: Request) -> Heard:
        return Heard((Phrase(0.0, len(request.pcm) / RECOGNIZER_RATE, "something"),), "en")


def test_a_line_comes_within_a_second_and_a_half(tmp_path: Path) -> None:
    """Of session time, from an utterance's end to the call for its recognition."""
    events = sample_events()[:6000]
    session = made(tmp_path / "live", events)
    said = lines(followed(session, events, WholeRecognizer()))
    assert len(said) > 10
    assert {one.name for one in said} == {"Susan", "Robert", "David"}
    late = [one.behind / SAMPLE_RATE for one in said[:-3]]  # the last ones wait for the recording's end
    assert max(late) <= 1.5


def test_followed_again_a_session_gives_the_same_lines_and_asks_for_nothing(tmp_path: Path) -> None:
    events = call_events()
    session = made(tmp_path / "live", events)
    first = CountingRecognizer()
    happened: list[Happening] = []
    with Followers(LoudnessDetector(), first, ["md"]) as followers:
        for number, now in enumerate(grown(session, events)):
            if not number:
                followers.begin(session.folder)
            if now - events[0].time > 8_000_000_000:
                continue  # died here
            happened += stepped(followers)
    before = len(first.asked)
    assert before
    second = CountingRecognizer()
    with Followers(LoudnessDetector(), second, ["md"]) as followers:
        followers.begin(session.folder)
        again = list(stepped(followers))
    assert [one.line for one in lines(happened)] == [one.line for one in lines(again)][:before]
    assert len(second.asked) == len(lines(again)) - before
    assert isinstance(again[-1], Done)


def test_a_recording_that_was_cut_off_ends_when_somebody_says_so(tmp_path: Path) -> None:
    events = call_events()
    session = made(tmp_path / "live", events)
    for _ in grown(session, events, stopped=False):
        pass
    with Followers(LoudnessDetector(), CountingRecognizer(), ["md"]) as followers:
        followers.begin(session.folder)
        happened = list(stepped(followers))
        assert lines(happened)
        assert len(followers) == 1
        followers.end(session.folder)
        [*said, done] = stepped(followers)
    assert isinstance(done, Done)
    assert all(isinstance(one, Said) for one in said)
    assert done.transcript.warnings[0].startswith("The recording ends without a goodbye")


def test_two_sessions_share_a_recognizer(tmp_path: Path) -> None:
    events = call_events()
    recognizer = CountingRecognizer()
    with Followers(LoudnessDetector(), recognizer, ["md"]) as followers:
        for name in ("one", "two"):
            session = made(tmp_path / name, events)
            for _ in grown(session, events):
                pass
            followers.begin(session.folder)
        happened = list(stepped(followers))
    assert {one.session.name for one in happened if isinstance(one, Done)} == {"one", "two"}
    texts = [[one.line for one in lines(happened) if one.session.name == name] for name in ("one", "two")]
    assert texts[0] == texts[1]


def test_a_session_in_which_nobody_spoke_fails_by_itself(tmp_path: Path) -> None:
    events = call_events()
    silent = made(tmp_path / "silent", events)
    for _ in grown(silent, events[:1]):
        pass
    spoken = made(tmp_path / "spoken", events)
    for _ in grown(spoken, events):
        pass
    with Followers(LoudnessDetector(), CountingRecognizer(), ["md"]) as followers:
        followers.begin(silent.folder)
        followers.begin(spoken.folder)
        happened = list(stepped(followers))
    [failed] = [one for one in happened if isinstance(one, Failed)]
    assert failed.why == f"{silent.folder} holds no voice: there is nothing to hear."
    assert isinstance(happened[-1], Done)


def test_what_cannot_be_followed_is_told_at_once(tmp_path: Path) -> None:
    with Followers(LoudnessDetector(), CountingRecognizer(), ["md"]) as followers:
        with pytest.raises(InputError, match=r"There is no file|cannot be read"):
            followers.begin(tmp_path / "nothing")
        events = call_events()
        session = made(tmp_path / "call", events)
        for _ in grown(session, events):
            pass
        with pytest.raises(SettingError, match="does not know the language 'de'"):
            followers.begin(session.folder, Wishes(("de",)))
        assert not len(followers)


def test_what_the_recognizer_cannot_do_ends_the_work_and_keeps_the_answers(tmp_path: Path) -> None:
    events = call_events()
    session = made(tmp_path / "call", events)
    for _ in grown(session, events):
        pass
    broken = CountingRecognizer(fails_at=3)
    with (
        pytest.raises(TranscriberError, match="lost count"),
        Followers(LoudnessDetector(), broken, ["md"]) as followers,
    ):
        followers.begin(session.folder)
        list(stepped(followers))
    assert len((session.folder / "recognized.jsonl").read_text().splitlines()) == 3


class Slow(CountingRecognizer):
    """Every answer takes some simulated seconds."""

    def __init__(self, costs: float) -> None:
        super().__init__()
        self.costs = costs
        self.now = 0.0
        self.said: dict[str, float] = {}
        """When each line was there."""

    def clock(self) -> float:
        return self.now

    def answer(self, request: Request) -> Heard:
        self.now += self.costs
        return super().answer(request)


def drafted(
    session: Session, events: list[Event], recognizer: Slow, drafts: bool = True
) -> tuple[list[Happening], Followers]:
    """What happened while the capture grew; only recognition and waiting take time."""
    happened: list[Happening] = []
    clock = recognizer.clock if drafts else None
    followers = Followers(LoudnessDetector(), recognizer, ["json"], clock=clock)
    with followers:
        end = (events[-1].time - events[0].time) / 1e9
        with Growing(session, events) as growing:
            while recognizer.now < end + 1:
                growing.to(events[0].time + round(recognizer.now * 1e9))
                followers.begin(session.folder)
                happenings = followers.step()
                if happenings is None:
                    recognizer.now += 0.05
                for happening in happenings or ():
                    happened.append(happening)
                    if isinstance(happening, Said):
                        recognizer.said[happening.line.id] = recognizer.now
            growing.stop(events[0].time + round(recognizer.now * 1e9))
        happened += stepped(followers)
        assert not len(followers)
    return happened, followers


def shown(happened: list[Happening]) -> list[Draft]:
    return [one.draft for one in happened if isinstance(one, Drafted)]


def test_drafts_grow_into_what_is_said_and_take_nothing_back(tmp_path: Path) -> None:
    events = call_events()
    happened, followers = drafted(made(tmp_path / "live", events), events, Slow(0.02))
    drafts = shown(happened)
    ids = {draft.id for draft in drafts}
    assert len(ids) > 8
    for each in ids:
        mine = [draft for draft in drafts if draft.id == each]
        assert [draft.ended for draft in mine] == [False] * (len(mine) - 1) + [True]
        for one, two in itertools.pairwise(mine):
            assert two.committed.startswith(one.committed)
        lines = [one.line for one in happened if isinstance(one, Said) and one.draft == each]
        assert mine[-1].lines == tuple(line.id for line in lines)
        assert mine[-1].committed == " ".join(line.text for line in lines)
        assert mine[-1].differs == 0
    assert any(draft.committed and not draft.ended for draft in drafts)
    assert followers.drafts_asked > 20
    assert followers.drafts_dropped <= 2


def test_the_last_draft_comes_behind_its_lines(tmp_path: Path) -> None:
    events = call_events()
    happened, _ = drafted(made(tmp_path / "live", events), events, Slow(0.02))
    told: set[str] = set()
    for one in happened:
        if isinstance(one, Said):
            told.add(one.line.id)
        elif isinstance(one, Drafted):
            assert told.issuperset(one.draft.lines)
            assert one.name in ("Anna", "Ben")


def test_drafts_bear_on_no_line_and_are_not_kept(tmp_path: Path) -> None:
    events = call_events()
    with_drafts, _ = drafted(made(tmp_path / "with", events), events, Slow(0.02))
    without = followed(made(tmp_path / "without", events), events, CountingRecognizer())
    assert {one.line.id: one.line for one in lines(with_drafts)} == {
        one.line.id: one.line for one in lines(without)
    }
    one, two = with_drafts[-1], without[-1]
    assert isinstance(one, Done) and isinstance(two, Done)
    assert one.transcript.lines == two.transcript.lines
    kept = [
        sorted((tmp_path / name / "recognized.jsonl").read_text().splitlines())
        for name in ("with", "without")
    ]
    assert kept[0] == kept[1]


def test_a_recognizer_that_falls_behind_drops_drafts_and_no_line(tmp_path: Path) -> None:
    events = call_events()
    happened, followers = drafted(made(tmp_path / "live", events), events, Slow(0.7))
    quick, others = drafted(made(tmp_path / "quick", events), events, Slow(0.02))
    assert {one.line.id for one in lines(happened)} == {one.line.id for one in lines(quick)}
    assert 0 < followers.drafts_asked < others.drafts_asked / 2
    assert followers.drafts_dropped > 15


def test_a_recognizer_that_is_too_slow_for_drafts_makes_one_and_no_more(tmp_path: Path) -> None:
    events = call_events()
    recognizer = Slow(1.5)
    recognizer.packs = True  # each answer costs the same
    _, followers = drafted(made(tmp_path / "live", events), events, recognizer)
    assert followers.drafts_asked == 1


@pytest.mark.parametrize("costs", [0.1, 0.4, 0.9])
def test_a_line_waits_for_one_draft_at_most(tmp_path: Path, costs: float) -> None:
    events = call_events()
    recognizer, alone = Slow(costs), Slow(costs)
    drafted(made(tmp_path / "with", events), events, recognizer)
    drafted(made(tmp_path / "without", events), events, alone, drafts=False)
    assert recognizer.said.keys() == alone.said.keys()
    late = [at - alone.said[line] for line, at in recognizer.said.items()]
    assert max(late) <= costs + 0.05  # and one look at the capture


def test_a_recognizer_that_should_not_be_asked_again_and_again_makes_no_drafts(tmp_path: Path) -> None:
    events = call_events()

    class Sent(Slow):
        @property
        def capabilities(self) -> Capabilities:
            return replace(super().capabilities, drafts=False)

    class Wordless(Slow):
        @property
        def capabilities(self) -> Capabilities:
            return replace(super().capabilities, words=False)

    for number, recognizer in enumerate((Sent(0.02), Wordless(0.02))):
        happened, followers = drafted(made(tmp_path / str(number), events), events, recognizer)
        assert lines(happened) and not shown(happened)
        assert followers.drafts_asked == 0


def test_without_a_clock_there_are_no_drafts(tmp_path: Path) -> None:
    events = call_events()
    assert not shown(followed(made(tmp_path / "live", events), events, CountingRecognizer()))


def test_no_draft_is_made_in_one_session_while_lines_of_another_wait(tmp_path: Path) -> None:
    events = call_events()
    talking, over = made(tmp_path / "talking", events), made(tmp_path / "over", events)
    for _ in grown(over, events):
        pass
    recognizer = Slow(0.02)
    with (
        Growing(talking, events) as growing,
        Followers(LoudnessDetector(), recognizer, ["json"], clock=recognizer.clock) as followers,
    ):
        growing.to(events[0].time + 1_900_000_000)  # Anna is in the middle of her first sentence
        followers.begin(talking.folder)
        assert not list(followers.step() or ())
        followers.begin(over.folder)
        happened = list(followers.step() or ())
        assert {one.session.name for one in lines(happened)} == {"over"}
        assert not shown(happened)
        drafts = [one for one in stepped(followers) if isinstance(one, Drafted)]
        assert {one.session.name for one in drafts} == {"talking"}


def test_a_draft_of_what_was_no_utterance_in_the_end_ends_all_the_same(tmp_path: Path) -> None:
    events = call_events()
    session, recognizer = made(tmp_path / "call", events), Slow(0.02)
    with (
        Growing(session, events) as growing,
        Followers(LoudnessDetector(), recognizer, ["json"], clock=recognizer.clock) as followers,
    ):
        growing.to(events[0].time + 1_900_000_000)
        followers.begin(session.folder)
        [draft] = shown(list(stepped(followers)))
        [followed] = followers._followed.values()
        [track] = followed.following._segmenters
        followed.following._segmenters[track] = Segmenter(track, LoudnessDetector())  # finds nothing there
        growing.to(events[0].time + 2_000_000_000)
        [last, *_] = shown(list(stepped(followers)))
        assert (last.id, last.committed, last.ended, last.lines) == (draft.id, "", True, ())
