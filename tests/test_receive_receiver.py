"""transcriber.receive.receiver: datagrams and gateway facts to events, and a count for the rest."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from receive_fakes import FRAME, SECOND, FakeKeys, encrypted, opus, rtp
from receive_golden import CASES, KEY, OPUS, SEQUENCE, SILENCE, SSRC, TIMESTAMP, Golden, kept

from transcriber.config import HOLD_SECONDS, SENDER_REPORTS
from transcriber.errors import SettingError
from transcriber.receive import receiver as module
from transcriber.receive.receiver import COUNTERS, Receiver
from transcriber.receive.rtp import RtpPacket, SenderReport
from transcriber.receive.transport import MODES, Plain, Transport
from transcriber.types import Connected, Consent, Event, Gap, Left, Speaker, Stats, Voice

START = 1_700_000_000 * SECOND
GOLDEN = kept()


def connected(mode: str = "aead_aes256_gcm_rtpsize") -> Receiver:
    receiver = Receiver()
    receiver.connected(START, 0, "joined", Transport(mode, KEY))
    return receiver


def plain(decryptor: FakeKeys | None = None) -> Receiver:
    receiver = Receiver(decryptor)
    receiver.connected(START, 0, "joined", Plain())
    return receiver


def golden(case: str, mode: str = "aead_aes256_gcm_rtpsize") -> bytes:
    return next(g.datagram for g in GOLDEN if (g.mode, g.case) == (mode, case))


def counted(receiver: Receiver) -> dict[str, int]:
    """The counters that are not 0, without the total."""
    return {name: count for name, count in receiver.counters.items() if count and name != "datagrams"}


# --- one datagram -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_every_golden_packet_becomes_what_it_is(mode: str) -> None:
    receiver = connected(mode)
    events: list[Event] = []
    for case in (*CASES, "rtcp"):
        events += receiver.datagram(START + 1, golden(case, mode))
    voice = Voice(START + 1, SSRC, SEQUENCE, TIMESTAMP, OPUS)
    silence = Voice(START + 1, SSRC, SEQUENCE, TIMESTAMP, SILENCE)
    assert events == [voice] * 7 + [silence]
    assert counted(receiver) == {"voice": 8, "probe": 1, "rtcp": 1}
    assert receiver.counters["datagrams"] == 10
    assert receiver.reports[SSRC].packets == 1234


REJECTED = {
    "malformed": b"\x40" + bytes(30),
    "keepalive": bytes(8),
    "discovery": bytes.fromhex("00020046") + bytes(70),
    "payload_type": bytes(RtpPacket.build(sequence=1, timestamp=2, ssrc=3, payload=b"", payload_type=101)),
    "unauthentic": golden("plain")[:-1] + b"\xff",
    "probe": golden("probe"),
    "rtcp": golden("rtcp"),
}


@pytest.mark.parametrize("reason", REJECTED)
def test_what_is_no_voice_is_counted_by_its_reason(reason: str) -> None:
    receiver = connected()
    assert receiver.datagram(START, REJECTED[reason]) == []
    assert counted(receiver) == {reason: 1}


def test_video_is_never_decrypted_and_never_opus() -> None:
    video = RtpPacket.build(sequence=1, timestamp=2, ssrc=3, payload=b"frame", payload_type=101)
    receiver = connected()
    assert receiver.datagram(START, Transport("aead_aes256_gcm_rtpsize", KEY).seal(video, 1)) == []
    assert counted(receiver) == {"payload_type": 1}


def test_a_marker_bit_does_not_hide_voice() -> None:
    packet = RtpPacket.build(sequence=1, timestamp=2, ssrc=3, payload=OPUS, marker=True)
    assert plain().datagram(START, bytes(packet)) == [Voice(START, 3, 1, 2, OPUS)]


def test_a_damaged_report_is_counted_by_its_fault() -> None:
    receiver = connected()
    receiver.datagram(START, golden("rtcp")[:-1])
    receiver.datagram(START, golden("rtcp")[:20])
    assert (counted(receiver), receiver.reports) == ({"unauthentic": 1, "malformed": 1}, {})
    receiver = plain()
    receiver.datagram(START, bytes.fromhex("80c8000100000001"))
    receiver.datagram(START, bytes.fromhex("80c9000100000001"))
    assert counted(receiver) == {"malformed": 1, "rtcp": 1}


def test_the_latest_sender_report_of_a_stream_is_kept_and_only_of_so_many() -> None:
    receiver = plain()
    for ssrc in (*range(SENDER_REPORTS), 0):
        receiver.datagram(START, bytes(SenderReport(ssrc, ssrc, 0, 0, 0)))
    receiver.datagram(START, bytes(SenderReport(1, 77, 0, 0, 0)))
    assert len(receiver.reports) == SENDER_REPORTS
    assert receiver.reports[1].ntp == 77
    receiver.datagram(START, bytes(SenderReport(SENDER_REPORTS, 0, 0, 0, 0)))
    assert len(receiver.reports) == SENDER_REPORTS
    assert 0 not in receiver.reports


def test_a_wrong_key_leaves_no_voice_and_says_so() -> None:
    receiver = Receiver()
    receiver.connected(START, 0, "capture", Transport("aead_aes256_gcm_rtpsize", bytes(32)))
    for case in CASES:
        assert receiver.datagram(START, golden(case)) == []
    assert counted(receiver) == {"unauthentic": len(CASES)}


# --- gateway facts ------------------------------------------------------------------------------


def test_a_connection_and_its_speakers_become_events() -> None:
    receiver = Receiver()
    assert receiver.connected(1, 0, "joined", Plain()) == [Connected(1, 0, "joined")]
    assert receiver.speaking(2, 5, "1", "Ann") == [Speaker(2, 5, "1", "Ann", False)]
    assert receiver.speaking(3, 5, "1", "Ann") == []
    assert receiver.speaking(4, 6, "2", "DJ", bot=True) == [Speaker(4, 6, "2", "DJ", True)]
    assert receiver.left(5, "1") == [Left(5, "1")]


def test_before_a_connection_and_its_key_nothing_is_read() -> None:
    receiver = Receiver()
    receiver.datagram(START, rtp(1, 1, OPUS))
    receiver.connected(START, 0, "joined")
    receiver.datagram(START, rtp(1, 1, OPUS))
    assert counted(receiver) == {"unconnected": 2}


def test_speakers_may_be_announced_before_the_key() -> None:
    receiver = Receiver()
    receiver.connected(START, 0, "joined")
    assert receiver.speaking(START, SSRC, "1", "Ann") == [Speaker(START, SSRC, "1", "Ann")]
    receiver.keyed(Transport("aead_aes256_gcm_rtpsize", KEY))
    assert len(receiver.datagram(START, golden("plain"))) == 1
    assert receiver.speaking(START, SSRC, "1", "Ann") == []


def test_the_next_connection_knows_no_ssrc_of_the_last() -> None:
    keys = FakeKeys()
    receiver = plain(keys)
    receiver.speaking(START, 5, "1", "Ann")
    receiver.datagram(START, rtp(5, 1, encrypted("1", 1, opus(1))))
    receiver.datagram(START, bytes(SenderReport(5, 0, 0, 0, 0)))
    events = receiver.connected(START + FRAME, 1, "reconnected", Plain())
    lost = Gap(START + FRAME, START, START + FRAME, "undecryptable", "1")
    assert events == [lost, Connected(START + FRAME, 1, "reconnected")]
    assert (receiver.counters["forgotten"], receiver.waiting, receiver.reports) == (1, 0, {})
    assert receiver.speaking(START + FRAME, 5, "1", "Ann") == [Speaker(START + FRAME, 5, "1", "Ann")]


@pytest.mark.parametrize("ssrc", [0, -1, 1 << 32])
def test_an_ssrc_that_none_can_have_only_tells_who_is_there(ssrc: int) -> None:
    """Op 12 says `audio_ssrc` 0 for somebody without a microphone."""
    keys = FakeKeys()
    keys.know(1, "1")
    receiver = plain(keys)
    assert receiver.speaking(START, ssrc, "1", "Ann") == []
    events = receiver.datagram(START, rtp(5, 1, encrypted("1", 1, opus(1))))
    assert events == [Speaker(START, 5, "1", "Ann"), Voice(START, 5, 1, 960, opus(1))]


def test_changed_keys_and_time_give_out_what_is_held() -> None:
    keys = FakeKeys()
    receiver = plain(keys)
    receiver.joined("1", "Ann")
    receiver.speaking(START, 5, "1", "Ann")
    receiver.datagram(START, rtp(5, 1, encrypted("1", 1, opus(1))))
    receiver.datagram(START, rtp(5, 2, encrypted("1", 2, opus(2))))
    assert receiver.waiting == 2
    keys.know(1, "1")
    assert receiver.keys_changed(START + 1) == [Voice(START, 5, 1, 960, opus(1))]
    keys.know(2, "1")
    assert receiver.tick(START + 2) == [Voice(START, 5, 2, 1920, opus(2))]
    assert receiver.tick(START + 3) == receiver.finish(START + 4) == []


def test_a_datagram_brings_what_was_held_before_it() -> None:
    keys = FakeKeys()
    receiver = plain(keys)
    receiver.speaking(START, 5, "1", "Ann")
    receiver.datagram(START, rtp(5, 1, encrypted("1", 1, opus(1))))
    keys.know(1, "1")
    events = receiver.datagram(START + 1, rtp(5, 2, encrypted("1", 1, opus(2))))
    assert events == [Voice(START, 5, 1, 960, opus(1)), Voice(START + 1, 5, 2, 1920, opus(2))]


def test_whoever_left_is_nobodys_possible_owner() -> None:
    keys = FakeKeys()
    keys.know(1, "1")
    receiver = plain(keys)
    receiver.joined("1", "Ann")
    receiver.left(START, "1")
    assert receiver.datagram(START, rtp(5, 1, encrypted("1", 1, opus(1)))) == []


def test_consent_is_written_down_and_obeyed() -> None:
    receiver = plain()
    receiver.speaking(START, 5, "1", "Ann")
    assert receiver.consent(START, "1", "out") == [Consent(START, "1", "out")]
    assert receiver.datagram(START, rtp(5, 1, OPUS)) == []
    assert receiver.consent(START, "1", "in") == [Consent(START, "1", "in")]
    assert len(receiver.datagram(START, rtp(5, 2, OPUS))) == 1
    assert counted(receiver) == {"consent": 1, "voice": 1}


def test_the_voice_of_a_user_who_is_out_is_not_even_opened() -> None:
    receiver = connected()
    receiver.speaking(START, SSRC, "1", "Ann")
    receiver.consent(START, "1", "out")
    receiver.datagram(START, golden("plain")[:-1] + b"\xff")
    assert counted(receiver) == {"consent": 1}


def test_consent_holds_beyond_a_connection() -> None:
    receiver = plain()
    receiver.consent(START, "1", "out")
    receiver.connected(START, 1, "reconnected", Plain())
    receiver.speaking(START, 5, "1", "Ann")
    assert receiver.datagram(START, rtp(5, 1, OPUS)) == []


def test_any_other_consent_is_the_callers_mistake() -> None:
    with pytest.raises(SettingError, match=r"^There is no consent 'maybe'; choose in or out\.$"):
        plain().consent(START, "1", "maybe")


def test_stats_are_the_counters_as_they_stand() -> None:
    receiver = plain()
    receiver.datagram(START, rtp(5, 1, OPUS))
    (stats,) = receiver.stats(START)
    receiver.datagram(START, rtp(5, 2, OPUS))
    assert isinstance(stats, Stats)
    assert stats.time == START
    assert stats.counters == {**dict.fromkeys(COUNTERS, 0), "datagrams": 1, "voice": 1}


def test_the_table_of_counters_is_that_of_the_code() -> None:
    documented = re.findall(r"^\| (\w+) \|", module.__doc__ or "", re.MULTILINE)
    assert tuple(documented) == ("counter", *COUNTERS)
    assert tuple(Receiver().counters) == COUNTERS


# --- nothing escapes, and every datagram is accounted for ---------------------------------------

USERS = ("1", "2", "3")
SSRCS = (SSRC, 5, 6)
Step = Callable[[Receiver, FakeKeys, int], list[Event]]


def mutated(source: Golden, at: int, value: int, cut: int) -> bytes:
    data = bytearray(source.datagram)
    data[at % len(data)] ^= value
    return bytes(data[: len(data) - cut])


def frame(user: str, epoch: int, sequence: int, ssrc: int) -> bytes:
    return rtp(ssrc, sequence, encrypted(user, epoch, opus(sequence), sequence))


datagrams = (
    st.binary(max_size=100)
    | st.builds(
        lambda second, rest: bytes((0x80, second)) + rest, st.integers(0, 255), st.binary(max_size=60)
    )
    | st.builds(mutated, st.sampled_from(GOLDEN), st.integers(0, 200), st.integers(0, 255), st.integers(0, 3))
    | st.builds(frame, st.sampled_from(USERS), st.integers(1, 3), st.integers(0, 9), st.sampled_from(SSRCS))
    | st.builds(rtp, st.sampled_from(SSRCS), st.integers(0, 9), st.sampled_from([OPUS, SILENCE]))
)
users, ssrcs = st.sampled_from(USERS), st.sampled_from((*SSRCS, 0))
openers = st.sampled_from([None, Plain(), *(Transport(mode, KEY) for mode in MODES)])


def step_joined(receiver: Receiver, user: str) -> list[Event]:
    receiver.joined(user, user)
    return []


def step_keys(keys: FakeKeys, epoch: int, user: str) -> list[Event]:
    keys.know(epoch, user)
    return []


def step_setting(keys: FakeKeys, name: str, value: bool) -> list[Event]:
    setattr(keys, name, value)
    return []


steps: st.SearchStrategy[Step] = st.one_of(
    datagrams.map(lambda data: lambda r, k, t: r.datagram(t, data)),
    datagrams.map(lambda data: lambda r, k, t: r.datagram(t, data)),
    st.tuples(ssrcs, users).map(lambda a: lambda r, k, t: r.speaking(t, a[0], a[1], a[1])),
    users.map(lambda user: lambda r, k, t: step_joined(r, user)),
    users.map(lambda user: lambda r, k, t: r.left(t, user)),
    openers.map(lambda opener: lambda r, k, t: r.connected(t, 1, "again", opener)),
    st.tuples(users, st.sampled_from(["in", "out"])).map(lambda a: lambda r, k, t: r.consent(t, *a)),
    st.tuples(st.integers(1, 3), users).map(lambda a: lambda r, k, t: step_keys(k, *a)),
    st.tuples(st.sampled_from(["active", "passthrough", "broken"]), st.booleans()).map(
        lambda a: lambda r, k, t: step_setting(k, *a)
    ),
    st.just(lambda r, k, t: r.keys_changed(t)),
    st.just(lambda r, k, t: r.tick(t)),
)
delays = st.sampled_from([0, FRAME, SECOND, round(HOLD_SECONDS * SECOND), -SECOND])


def accounted(receiver: Receiver) -> int:
    counters = receiver.counters
    return sum(counters.values()) - counters["datagrams"] - counters["held"] - counters["replayed"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(delays, steps), max_size=60))
def test_any_sequence_of_calls_raises_nothing_and_loses_no_datagram(calls: list[tuple[int, Step]]) -> None:
    keys = FakeKeys()
    receiver = plain(keys)
    now, events, out = START, list[Event](), set[str]()
    owners: dict[int, str] = {}
    for delay, call in calls:
        now += delay
        for event in call(receiver, keys, now):
            events.append(event)
            if isinstance(event, Connected):
                owners.clear()
            elif isinstance(event, Speaker):
                owners[event.ssrc] = event.user
            elif isinstance(event, Consent):
                (out.add if event.choice == "out" else out.discard)(event.user)
            elif isinstance(event, Voice):
                assert owners.get(event.ssrc) not in out
                assert not out or event.ssrc in owners
                assert event.opus
        assert receiver.counters["datagrams"] == accounted(receiver) + receiver.waiting
    events += receiver.finish(now)
    assert receiver.waiting == 0
    assert receiver.counters["datagrams"] == accounted(receiver)
    assert receiver.counters["voice"] == sum(isinstance(event, Voice) for event in events)
    assert set(receiver.counters) == set(COUNTERS)


@given(st.sampled_from([None, *MODES]), st.lists(st.binary(max_size=120), max_size=20))
def test_random_bytes_are_counted_in_every_mode(mode: str | None, data: list[bytes]) -> None:
    receiver = connected(mode) if mode else plain()
    for datagram in data:
        receiver.datagram(START, datagram)
    assert accounted(receiver) == receiver.counters["datagrams"] == len(data)
