"""A call: whose sound is whose, and what its facts say."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transcriber.audio.call import Call
from transcriber.capture.batch import Batch
from transcriber.types import (
    SAMPLE_RATE,
    SILENCE_FRAME,
    Absence,
    Connected,
    Encryption,
    Event,
    Gap,
    Left,
    Mark,
    Nanoseconds,
    Note,
    Participant,
    Presence,
    Quality,
    Samples,
    Speaker,
    Stats,
    Stopped,
    Voice,
)

START: Nanoseconds = 1_795_366_985_123_456_000
MS = 1_000_000
SECOND = 1000 * MS
OPUS = b"\xf8sound"
"""20 ms by its first byte; never decoded here."""
SECOND_LONG = 50
"""Packets."""


def spoken(ssrc: int, at: Nanoseconds, count: int = SECOND_LONG, sequence: int = 0) -> list[Event]:
    """Packets of 20 ms that nothing happened to, `at` ns into the session."""
    return [
        Voice(START + at + i * 20 * MS, ssrc, sequence + i, (sequence + i) * 960, OPUS) for i in range(count)
    ]


def named(ssrc: int, user: str, at: Nanoseconds = 0, name: str = "", bot: bool = False) -> Speaker:
    return Speaker(START + at, ssrc, user, name or user.title(), bot)


def heard(*events: Event | list[Event], cuts: tuple[int, ...] = ()) -> Call:
    """A call that has ended, its events in order of time, in batches cut at `cuts`."""
    flat = [event for part in events for event in (part if isinstance(part, list) else [part])]
    flat.sort(key=lambda event: event.time)
    call = Call(START)
    for a, b in pairwise([0, *cuts, len(flat)]):
        call.push(Batch.of(flat[a:b], clock=flat[b - 1].time if b else START))
    call.finish()
    return call


def told(call: Call) -> list[tuple[str, str, Samples]]:
    return [(person.id, person.name, person.talk) for person in call.participants()]


# --- whose sound is whose ---------------------------------------------------------------------------


def test_nothing_was_said_by_nobody() -> None:
    call = Call(START)
    assert call.push(Batch.of([])) == [] and call.finish() == []
    assert (call.participants(), call.owners, call.duration, call.received) == ((), {}, 0, 0)


def test_a_stream_belongs_to_who_is_named_for_it() -> None:
    call = heard(named(7, "ann"), spoken(7, 0), named(8, "ben"), spoken(8, SECOND))
    assert call.owners == {"0:7": "ann", "0:8": "ben"}
    assert told(call) == [("ann", "Ann", SAMPLE_RATE), ("ben", "Ben", SAMPLE_RATE)]


@pytest.mark.parametrize("cuts", [(), (10,), (50,), (51,)])
def test_a_name_holds_for_what_was_said_before_it_was_known(cuts: tuple[int, ...]) -> None:
    call = heard(spoken(7, 0), named(7, "ann", 20 * SECOND), spoken(7, 30 * SECOND, sequence=50), cuts=cuts)
    assert call.owners == {"0:7": "ann"}
    assert told(call) == [("ann", "Ann", 2 * SAMPLE_RATE)]


def test_a_stream_that_nobody_names_is_somebody_unknown() -> None:
    call = heard(spoken(7, 0))
    assert call.owners == {"0:7": "ssrc-7"}
    assert told(call) == [("ssrc-7", "Unknown (ssrc-7)", SAMPLE_RATE)]


def test_who_is_unknown_and_only_silent_is_nobody() -> None:
    silence = [Voice(START + i * 20 * MS, 7, i, i * 960, SILENCE_FRAME) for i in range(5)]
    assert heard(list(silence)).participants() == ()


def test_who_is_known_and_says_nothing_was_there() -> None:
    call = heard(named(7, "ann", bot=True))
    assert call.participants() == (Participant("ann", "Ann", bot=True),)


def test_people_are_in_the_order_in_which_they_were_named_and_unknown_ones_last() -> None:
    call = heard(spoken(9, 0), named(8, "ben", 1), named(7, "ann", 2), spoken(7, 10), named(8, "ben", 20))
    assert [person.id for person in call.participants()] == ["ben", "ann", "ssrc-9"]


def test_the_last_name_of_a_person_is_theirs() -> None:
    call = heard(named(7, "ann", name="Ann"), spoken(7, 0), named(7, "ann", SECOND, name="Anne", bot=True))
    assert call.owners == {"0:7": "ann"}
    assert [(p.name, p.bot) for p in call.participants()] == [("Anne", True)]


def test_who_was_there_when_and_under_which_name() -> None:
    call = heard(
        named(7, "ann"),
        named(8, "robot", SECOND, bot=True),
        named(7, "ann", 2 * SECOND),
        named(9, "ben", 3 * SECOND),
        named(7, "ann", 4 * SECOND, name="Anne"),
        Left(START + 5 * SECOND, "ben"),
        Left(START + 6 * SECOND, "ben"),
        named(9, "ben", 7 * SECOND),
    )
    assert call.presences == [
        Presence("ann", "Ann", 0, 4 * SAMPLE_RATE),
        Presence("ben", "Ben", 3 * SAMPLE_RATE, 5 * SAMPLE_RATE),
        Presence("ann", "Anne", 4 * SAMPLE_RATE),
        Presence("ben", "Ben", 7 * SAMPLE_RATE),
    ]


def test_a_number_that_is_reused_within_a_connection_is_another_stream() -> None:
    """And again another one when the first one gets it back."""
    call = heard(
        named(7, "ann"), spoken(7, 0),
        named(7, "ben", 2 * SECOND), spoken(7, 2 * SECOND, 25),
        named(7, "ann", 4 * SECOND), spoken(7, 4 * SECOND),
    )  # fmt: skip
    assert call.owners == {"0:7": "ann", "0:7#1": "ben", "0:7#2": "ann"}
    assert told(call) == [("ann", "Ann", 2 * SAMPLE_RATE), ("ben", "Ben", SAMPLE_RATE // 2)]


def test_a_number_in_another_connection_is_another_stream() -> None:
    call = heard(
        Connected(START, 0, "join"), named(7, "ann"), named(8, "ben"), spoken(7, 0), spoken(8, 0),
        Connected(START + 5 * SECOND, 1, "reconnect"), named(8, "ann", 5 * SECOND), spoken(8, 5 * SECOND),
        spoken(7, 5 * SECOND),
    )  # fmt: skip
    assert call.owners == {"0:7": "ann", "0:8": "ben", "1:8": "ann", "1:7": "ssrc-7"}
    assert told(call) == [
        ("ann", "Ann", 2 * SAMPLE_RATE),
        ("ben", "Ben", SAMPLE_RATE),
        ("ssrc-7", "Unknown (ssrc-7)", SAMPLE_RATE),
    ]


def test_a_name_of_the_connection_before_names_nothing_in_the_next() -> None:
    call = heard(spoken(7, 0), Connected(START + 2 * SECOND, 1, "reconnect"), named(7, "ann", 2 * SECOND))
    assert call.owners == {"0:7": "ssrc-7", "1:7": "ann"}


def test_a_connection_that_begins_twice_has_streams_of_its_own_each_time() -> None:
    """A recorder that was started again counts from 0."""
    call = heard(
        Connected(START, 0, "join"), named(7, "ann"), spoken(7, 0),
        Connected(START + 3 * SECOND, 0, "join"), named(7, "ben", 3 * SECOND), spoken(7, 3 * SECOND),
    )  # fmt: skip
    assert call.owners == {"0:7": "ann", "0:7#1": "ben"}


def test_packets_of_one_batch_go_to_both_sides_of_a_fact_amid_them() -> None:
    ann, ben = spoken(7, 0, 30), spoken(7, 600 * MS, 20)
    call = heard(named(7, "ann"), ann, Connected(START + 599 * MS, 1, "move"), named(7, "ben", 599 * MS), ben)
    assert {name: stream.received for name, stream in call.streams.items()} == {"0:7": 30, "1:7": 20}
    assert call.received == 50


# --- where and when ---------------------------------------------------------------------------------


def test_packets_are_given_out_by_track_as_soon_as_they_have_a_place() -> None:
    call = Call(START)
    packets = [*spoken(7, 0), *spoken(8, 800 * MS, 30)]
    packets.sort(key=lambda event: event.time)
    first = dict(call.push(Batch.of(packets)))
    assert {track: len(part) for track, part in first.items()} == {"0:7": 50}
    assert first["0:7"].place.start[[0, -1]].tolist() == [0, 49 * 960]
    later = call.push(Batch.of([], clock=START + 3 * SECOND))
    assert [(track, len(part), int(part.place.start[0])) for track, part in later] == [("0:8", 30, 38_400)]
    assert call.finish() == []


def test_a_call_lasts_until_its_last_event_or_the_end_of_its_last_packet() -> None:
    assert heard(spoken(7, 0)).duration == SAMPLE_RATE
    assert heard(spoken(7, 0), Stopped(START + 3 * SECOND, "asked")).duration == 3 * SAMPLE_RATE


def test_lateness_is_how_far_behind_the_clock_that_was_told_a_packet_was_placed() -> None:
    """A stretch's clock is what those behind it go by: what waits is late by as much as the clock went on."""
    call = Call(START)
    call.push(Batch.of(spoken(7, SECOND, 10)))
    assert (call.lateness, call.clock) == (0, SAMPLE_RATE + 9 * 960)
    call.push(Batch.of([], clock=START + 5 * SECOND))
    assert call.lateness == 9 * 960
    call.push(Batch.of(spoken(8, 5 * SECOND, 1)))
    call.push(Batch.of([], clock=START + 9 * SECOND))
    assert call.lateness == 9 * 960


# --- what the facts say -----------------------------------------------------------------------------


def test_gaps_and_notes_have_their_places_in_the_session() -> None:
    call = heard(
        Gap(START + 4 * SECOND, START + SECOND, START + 3 * SECOND, "disconnected"),
        Gap(START + 4 * SECOND, START - SECOND, START + SECOND // 2, "undecryptable", "ann"),
        Mark(START + 5 * SECOND, "ann", "Ann", "ship it"),
        Left(START + 6 * SECOND, "ann"),
    )
    assert call.gaps == [
        Absence(SAMPLE_RATE, 3 * SAMPLE_RATE, "disconnected"),
        Absence(0, SAMPLE_RATE // 2, "undecryptable", "ann"),
    ]
    assert call.notes == [Note(5 * SAMPLE_RATE, "ann", "Ann", "ship it")]


def test_the_last_word_on_counters_and_encryption_holds() -> None:
    call = heard(
        Stats(START, {"malformed": 1, "late": 2}),
        Encryption(START, 1, 1, "11111"),
        Stats(START + 1, {"malformed": 3}),
        Encryption(START + 2, 1, 2, "22222"),
    )
    assert call.counters == {"malformed": 3}
    assert call.encryption is not None and call.encryption.code == "22222"
    assert not call.stopped and heard(Stopped(START, "asked")).stopped


# --- quality ----------------------------------------------------------------------------------------


def test_quality_counts_what_became_of_a_persons_packets_over_all_their_streams() -> None:
    one, other = spoken(7, 0, 100), spoken(9, 10 * SECOND)
    undecodable = Voice(START + 2 * SECOND, 7, 100, 100 * 960, b"")
    copies = [Voice(one[i].time + 5 * MS, 7, i, i * 960, OPUS) for i in (3, 4, 5)]
    late = Voice(START + 1900 * MS, 7, 50, 50 * 960, OPUS)
    del one[50:52]
    call = heard(
        named(7, "ann"), one, list(copies), late, undecodable,
        Connected(START + 9 * SECOND, 1, "reconnect"), named(9, "ann", 9 * SECOND), other,
    )  # fmt: skip
    [ann] = call.participants()
    assert ann.quality == Quality(received=148, lost=2, late=1, duplicate=3, undecodable=1)
    assert ann.talk == 148 * 960


def test_silence_frames_are_received_but_are_no_talk() -> None:
    silence = [
        Voice(START + SECOND + i * 20 * MS, 7, 50 + i, (50 + i) * 960, SILENCE_FRAME) for i in range(5)
    ]
    [someone] = heard(spoken(7, 0), list(silence)).participants()
    assert (someone.quality.received, someone.talk) == (55, SAMPLE_RATE)


def test_the_drift_of_a_person_is_that_of_their_longest_stream() -> None:
    def drifting(ssrc: int, begin: Nanoseconds, minutes: int, ppm: int) -> list[Event]:
        opus = bytes([3 << 3]) + b"sound"  # 60 ms
        ticks = range(minutes * 1000)
        return [
            Voice(START + begin + round(i * 60 * MS / (1 + ppm * 1e-6)), ssrc, i, i * 2880, opus)
            for i in ticks
        ]

    call = heard(
        named(7, "ann"), drifting(7, 0, 2, 30), named(8, "ann"), drifting(8, 300 * SECOND, 3, -40),
        named(9, "ben"), drifting(9, 0, 1, 90),
    )  # fmt: skip
    ann, ben = call.participants()
    assert ann.drift_ppm == pytest.approx(-40, abs=1)
    assert ben.drift_ppm is None


# --- whatever comes ---------------------------------------------------------------------------------

users = st.sampled_from(["ann", "ben", "ssrc-7"])
ssrcs = st.sampled_from([7, 8])
events = st.lists(
    st.one_of(
        st.tuples(ssrcs, st.integers(0, 40), st.sampled_from([OPUS, OPUS, OPUS, SILENCE_FRAME, b""])),
        st.tuples(ssrcs, users),
        st.integers(0, 2),
    ),
    max_size=60,
)


@example([(8, 0, OPUS), (7, 0, OPUS)], [1])
@given(events, st.lists(st.integers(0, 60), max_size=5))
def test_the_cuts_do_not_matter(
    kinds: list[tuple[int, int, bytes] | tuple[int, str] | int], cuts: list[int]
) -> None:
    """Who is who and what became of every packet, however the capture is cut while it is followed."""
    some: list[Event] = []
    for i, kind in enumerate(kinds):
        time = START + i * 20 * MS
        match kind:
            case int():
                some.append(Connected(time, kind, "any"))
            case (ssrc, sequence, opus):
                some.append(Voice(time, ssrc, sequence, sequence * 960, opus))
            case (ssrc, user):
                some.append(Speaker(time, ssrc, user, user))
    whole = heard(list(some))
    cut = heard(list(some), cuts=tuple(sorted(c for c in cuts if c <= len(some))))
    assert cut.owners == whole.owners
    assert cut.participants() == whole.participants()
    assert cut.duration == whole.duration
    counted = [person.quality for person in whole.participants()]
    assert sum(quality.received for quality in counted) <= whole.received
    assert set(whole.owners.values()) <= {"ann", "ben", "ssrc-7", "ssrc-8"}
