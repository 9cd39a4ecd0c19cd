"""Lines that are echoes are marked, parted where they are so in part, and never the only copy."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from transcript_cases import at, line, words

from transcriber.speech.echo import marked, own_talk
from transcriber.types import Line, Samples


class Known:
    """Whose voice is in Bob's microphone, by seconds: (from, to, whose)."""

    def __init__(self, *spans: tuple[float, float, str | None]) -> None:
        self.spans = spans

    def __call__(self, ear: str, start: Samples, end: Samples) -> Mapping[str | None, Samples]:
        found: dict[str | None, Samples] = {}
        for first, last, source in self.spans if ear == "bob" else ((0, 1e4, None),):
            inside = min(at(last), end) - max(at(first), start)
            if inside > 0:
                found[source] = found.get(source, 0) + inside
        return found


def said(speaker: str, start: float, text: str) -> Line:
    """A word every half second."""
    spoken = words(start, 0.5, text)
    return line(speaker, start, start + 0.5 * len(spoken), text, words=spoken)


HERS = said("ann", 1, "we meet on monday at nine")
COPY = said("bob", 1.2, "we meet a monday at nine")


def test_an_echo_is_marked_and_nothing_else_changes() -> None:
    ann, bob = marked([HERS, COPY], Known((1, 5, "ann")))
    assert ann == HERS
    assert bob.echo_of == "ann"
    assert (bob.id, bob.text, bob.words) == (COPY.id, COPY.text, COPY.words)


def test_what_is_the_speakers_own_is_not_marked() -> None:
    assert marked([HERS, COPY], Known((1, 5, None))) == [HERS, COPY]
    assert marked([HERS, COPY], Known()) == [HERS, COPY]


def test_the_only_copy_is_kept() -> None:
    """Ann's own microphone may have been muted for the recognizer; her words must not be lost."""
    assert marked([COPY], Known((1, 5, "ann"))) == [COPY]
    far = said("ann", 60, "we meet on monday at nine")
    assert marked([COPY, far], Known((1, 5, "ann"))) == [COPY, far]


def test_two_who_echo_each_other_are_both_kept() -> None:
    class Both(Known):
        def __call__(self, ear: str, start: Samples, end: Samples) -> Mapping[str | None, Samples]:
            return {"bob" if ear == "ann" else "ann": end - start}

    assert marked([HERS, COPY], Both()) == [HERS, COPY]


def test_a_line_is_parted_where_the_echo_ends() -> None:
    long = said("bob", 1, "we meet on monday at nine yes that is fine")
    first, second = marked([HERS, long], Known((1, 4, "ann"), (4, 7, None)))[1:]
    assert (first.text, first.echo_of) == ("we meet on monday at nine", "ann")
    assert (second.text, second.echo_of) == ("yes that is fine", None)
    assert first.words + second.words == long.words
    assert (first.id, second.id) == (long.id, "4000-bob")
    assert first.start == long.start
    assert first.end <= second.start == at(4)
    assert second.end == long.end


def test_one_word_that_seems_an_echo_is_not_parted() -> None:
    long = said("bob", 1, "yes that is fine")
    assert marked([HERS, long], Known((1, 1.5, None), (1.5, 2, "ann"), (2, 4, None)))[1] == long


def test_without_word_times_a_line_is_marked_only_as_a_whole() -> None:
    whole = line("bob", 1, 5, "we meet on monday yes")
    assert marked([HERS, whole], Known((1, 4, "ann"), (4, 5, None)))[1] == whole
    assert marked([HERS, whole], Known((1, 4, "ann")))[1].echo_of == "ann"


def test_talk_is_counted_without_echoes() -> None:
    lines = marked([HERS, COPY, said("bob", 20, "fine")], Known((1, 5, "ann"), (20, 21, None)))
    assert own_talk({"ann": 700, "bob": 700, "cid": 9}, lines) == {"ann": 700, "bob": 100, "cid": 9}


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 3), st.sampled_from([None, "ann"])), max_size=6))
def test_words_are_never_lost_or_changed(spans: list[tuple[float, float, str | None]]) -> None:
    known = Known(*((start, start + length, source) for start, length, source in spans))
    long = said("bob", 1, "we meet on monday at nine yes that is fine then")
    parts = marked([HERS, long], known)[1:]
    assert tuple(word for each in parts for word in each.words) == long.words
    assert " ".join(each.text for each in parts) == long.text
    assert len({each.id for each in parts}) == len(parts)
