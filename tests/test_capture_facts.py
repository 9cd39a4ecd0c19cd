"""transcriber.capture.facts: events as JSON, both ways; what is not understood is None."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from capture_cases import GOLDEN_EVENTS, broken_texts, facts
from capture_golden import RECORDS
from hypothesis import given
from hypothesis import strategies as st

from transcriber.capture.facts import LONGEST_NAME, LONGEST_TEXT, READERS, read_fact, write_fact
from transcriber.capture.record import MAX_PAYLOAD
from transcriber.types import Connected, Encryption, Fact, Gap, Left, Mark, Speaker, Stats, Stopped, Voice

JSONS = [(record[28:], fact) for (_, record), fact in zip(RECORDS, GOLDEN_EVENTS, strict=True)]
GOLDEN = [(data, fact) for data, fact in JSONS if not isinstance(fact, Voice)]


def said(**keys: object) -> Fact | None:
    """What an event of these keys is read as, at time 9."""
    return read_fact(9, json.dumps(keys).encode())


# --- both ways ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "fact"), GOLDEN)
def test_golden_events_are_read(data: bytes, fact: Fact) -> None:
    assert read_fact(fact.time, data) == fact


@pytest.mark.parametrize(("data", "fact"), GOLDEN)
def test_events_are_written_with_the_keys_of_the_format_and_no_others(data: bytes, fact: Fact) -> None:
    assert json.loads(write_fact(fact)) == json.loads(data)


def test_every_kind_of_fact_is_among_the_golden_ones() -> None:
    assert {json.loads(data)["event"] for data, _ in GOLDEN} == set(READERS)


@given(facts)
def test_what_is_written_is_read_as_it_was(fact: Fact) -> None:
    assert read_fact(fact.time, write_fact(fact)) == fact


@given(broken_texts, broken_texts)
def test_broken_texts_come_back_whole_and_then_stay(name: str, text: str) -> None:
    mark = Mark(0, "5", name, text)
    once = read_fact(0, write_fact(mark))
    assert isinstance(once, Mark)
    assert read_fact(0, write_fact(once)) == once
    assert (once.name, once.text) == (mended(name) or "5", mended(text))


def mended(text: str) -> str:
    """Half characters replaced one by one, as another hand would do it."""
    pairs = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in pairs)


def test_long_texts_are_cut() -> None:
    mark = Mark(0, "5" * 2000, "n" * 2000, "t" * 9000)
    cut = Mark(0, "5" * LONGEST_NAME, "n" * LONGEST_NAME, "t" * LONGEST_TEXT)
    assert read_fact(0, write_fact(mark)) == cut


@pytest.mark.parametrize("character", ["\0", "😀", '"', "\ufffd", "\ud800"])
@pytest.mark.parametrize(
    "kind", ["connected", "speaker", "left", "gap", "mark", "e2ee", "consent", "stopped"]
)
def test_however_long_its_texts_and_however_escaped_an_event_fits_a_packet(kind: str, character: str) -> None:
    fact = next(fact for data, fact in GOLDEN if json.loads(data)["event"] == kind)
    texts = {
        name: character * 10_000
        for name in type(fact).__dataclass_fields__
        if isinstance(getattr(fact, name), str) or (kind, name) == ("gap", "user")
    }
    assert len(write_fact(replace(fact, **texts))) <= MAX_PAYLOAD  # type: ignore[arg-type]


# --- what is taken --------------------------------------------------------------------------------


def test_keys_that_nobody_knows_are_passed_over() -> None:
    assert said(event="left", user="5", mood="good") == Left(9, "5")


def test_a_user_id_as_a_number_is_taken() -> None:
    assert said(event="left", user=123456789012345678) == Left(9, "123456789012345678")


@pytest.mark.parametrize("name", [{}, {"name": ""}, {"name": None}])
def test_who_has_no_name_is_called_by_the_id(name: dict[str, object]) -> None:
    assert said(event="speaker", ssrc=1, user="5", **name) == Speaker(9, 1, "5", "5")
    assert said(event="mark", user="5", text="t", **name) == Mark(9, "5", "5", "t")


def test_only_true_makes_a_bot() -> None:
    bots = [said(event="speaker", ssrc=1, user="5", name="n", bot=bot) for bot in (True, 1, "yes", False)]
    assert bots == [Speaker(9, 1, "5", "n", bot) for bot in (True, False, False, False)]


def test_a_gap_that_ends_before_it_starts_is_empty() -> None:
    assert said(event="gap", **{"from": 7, "to": 5}, reason="paused") == Gap(9, 7, 7, "paused")


def test_what_may_be_missing_may_be_missing() -> None:
    assert said(event="connected", connection=2) == Connected(9, 2, "")
    assert said(event="e2ee", protocol=0) == Encryption(9, 0, 0, "")
    assert said(event="e2ee", protocol=1, epoch=2, code=None) == Encryption(9, 1, 2, "")
    assert said(event="stopped") == Stopped(9, "")


def test_of_stats_only_counts_are_taken() -> None:
    taken = said(event="stats", late=3, share=0.5, on=True, name="x", lost=None, negative=-1, huge=1 << 64)
    assert taken == Stats(9, {"late": 3})


def test_halves_of_characters_in_the_json_become_whole_ones() -> None:
    data = b'{"event": "mark", "user": "5", "name": "\\ud83d", "text": "\\ud83d\\ude00"}'
    assert read_fact(9, data) == Mark(9, "5", "\ufffd", "😀")


# --- what is not ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"speaker"',
        b"7",
        b"{}",
        b'{"event": null}',
        b'{"event": []}',
        b'{"event": "of a later version"}',
        b"\xff\xfe\xfd",
        b"[" * 60_000,
        b'{"event": "connected", "connection": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda data: repr(data[:20]),
)
def test_what_is_no_known_event_is_none(data: bytes) -> None:
    assert read_fact(9, data) is None


@pytest.mark.parametrize("kind", sorted(set(READERS) - {"stats", "stopped"}))
def test_an_event_without_its_keys_is_none(kind: str) -> None:
    assert said(event=kind) is None


@pytest.mark.parametrize("wrong", [None, True, -1, 1 << 64, 1.0, [], {}])
@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("connected", "connection"),
        ("connected", "reason"),
        ("speaker", "ssrc"),
        ("speaker", "user"),
        ("left", "user"),
        ("gap", "from"),
        ("gap", "to"),
        ("gap", "reason"),
        ("mark", "user"),
        ("mark", "text"),
        ("e2ee", "protocol"),
        ("e2ee", "epoch"),
        ("consent", "user"),
        ("consent", "choice"),
        ("stopped", "reason"),
    ],
)
def test_a_key_of_another_type_makes_it_none(kind: str, key: str, wrong: object) -> None:
    good = next(json.loads(data) for data, _ in GOLDEN if json.loads(data)["event"] == kind)
    assert said(**{**good, key: wrong}) is None


@given(st.binary(max_size=100))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    read_fact(0, data)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
KEYS = sorted({key for data, _ in GOLDEN for key in json.loads(data)})


@given(st.sampled_from(sorted(READERS)), st.dictionaries(st.sampled_from(KEYS), anything))
def test_an_event_of_any_content_is_read_or_none(kind: str, keys: dict[str, object]) -> None:
    fact = said(**{**keys, "event": kind})
    if fact is not None:
        assert read_fact(9, write_fact(fact)) == fact
