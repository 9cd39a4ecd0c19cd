"""transcriber.receive.streams: owners, keys, holding and replaying, consent."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from receive_fakes import FRAME, SECOND, FakeKeys, encrypted, opus

from transcriber.config import HOLD_PACKETS, HOLD_SECONDS, TRIAL_FRAMES
from transcriber.receive.e2ee import FrameDecryptor, NoEncryption
from transcriber.receive.streams import Streams
from transcriber.types import SILENCE_FRAME, Event, Gap, Speaker, Voice

START = 1_700_000_000 * SECOND
HOLD = round(HOLD_SECONDS * SECOND)
ANN, BOB = 11, 22
"""SSRCs."""


class Call:
    """Streams, and packets that reach them every 20 ms."""

    def __init__(self, decryptor: FrameDecryptor) -> None:
        self.counters: Counter[str] = Counter()
        self.streams = Streams(decryptor, self.counters)
        self.arrivals = 0
        self.now = START

    def hear(self, ssrc: int, sequence: int, payload: bytes) -> list[Event]:
        """One packet, 20 ms after the one before."""
        self.arrivals += 1
        self.now += FRAME
        events = self.streams.tick(self.now)
        number, timestamp = sequence & 0xFFFF, sequence * 960 & 0xFFFFFFFF
        return events + self.streams.hear(self.arrivals, self.now, ssrc, number, timestamp, payload)

    def say(self, ssrc: int, user: str, epoch: int, *sequences: int) -> list[Event]:
        """Encrypted packets, their number as Opus packet and nonce."""
        events: list[Event] = []
        for sequence in sequences:
            events += self.hear(ssrc, sequence, encrypted(user, epoch, opus(sequence), sequence))
        return events

    def own(self, ssrc: int, user: str) -> list[Event]:
        self.streams.joined(user, user.title(), False)
        return self.streams.own(Speaker(self.now, ssrc, user, user.title()))


def plain_call() -> Call:
    return Call(NoEncryption())


def secret_call() -> tuple[Call, FakeKeys]:
    keys = FakeKeys()
    return Call(keys), keys


def voices(events: list[Event]) -> list[tuple[int, int]]:
    """SSRC and number of every packet, of which the Opus packet must be its own."""
    found = [event for event in events if isinstance(event, Voice)]
    assert all(event.opus in (opus(event.sequence), SILENCE_FRAME) for event in found)
    return [(event.ssrc, event.sequence) for event in found]


def others(events: list[Event]) -> list[Event]:
    return [event for event in events if not isinstance(event, Voice)]


# --- calls without end-to-end encryption --------------------------------------------------------


def test_a_packet_without_owner_is_given_out_at_once() -> None:
    call = plain_call()
    assert call.hear(ANN, 7, opus(7)) == [Voice(START + FRAME, ANN, 7, 7 * 960, opus(7))]
    assert +call.counters == {"voice": 1}


def test_duplicates_pass_because_reorder_drops_them() -> None:
    call = plain_call()
    call.own(ANN, "ann")
    assert voices(call.hear(ANN, 7, opus(7)) + call.hear(ANN, 7, opus(7))) == [(ANN, 7)] * 2


def test_an_end_to_end_encrypted_frame_is_never_taken_for_opus() -> None:
    call = plain_call()
    assert call.say(ANN, "ann", 1, 1) == []
    call.own(ANN, "ann")
    assert call.say(ANN, "ann", 1, 2) == []
    assert +call.counters == {"undecryptable": 2}


def test_an_owner_is_announced_once() -> None:
    call = plain_call()
    assert call.own(ANN, "ann") == [Speaker(START, ANN, "ann", "Ann")]
    call.hear(ANN, 1, opus(1))
    assert call.own(ANN, "ann") == []
    renamed = Speaker(call.now, ANN, "ann", "Annie")
    assert call.streams.own(renamed) == [renamed]
    assert call.own(ANN, "bob") == [Speaker(call.now, ANN, "bob", "Bob")]


# --- no key yet ---------------------------------------------------------------------------------


def test_packets_without_a_key_come_back_in_order_with_their_own_times() -> None:
    call, keys = secret_call()
    call.own(ANN, "ann")
    call.own(BOB, "bob")
    assert call.say(ANN, "ann", 1, 1) + call.say(BOB, "bob", 1, 8) + call.say(ANN, "ann", 1, 2) == []
    assert (call.streams.waiting, call.counters["held"]) == (3, 3)
    keys.know(1, "ann", "bob")
    events = call.streams.tick(call.now + 1)
    assert voices(events) == [(ANN, 1), (BOB, 8), (ANN, 2)]
    assert [event.time for event in events] == [START + FRAME, START + 2 * FRAME, START + 3 * FRAME]
    assert +call.counters == {"held": 3, "replayed": 3, "voice": 3}
    assert call.streams.waiting == 0


def test_another_generation_replays_before_the_packet_that_meets_it() -> None:
    call, keys = secret_call()
    call.own(ANN, "ann")
    keys.know(1, "ann")
    assert voices(call.say(ANN, "ann", 1, 1)) == [(ANN, 1)]
    assert voices(call.say(ANN, "ann", 2, 2, 3)) == []
    keys.know(2, "ann")
    assert voices(call.say(ANN, "ann", 2, 4)) == [(ANN, 2), (ANN, 3), (ANN, 4)]


def test_a_failure_that_passes_by_itself_is_tried_again_every_second() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    keys.broken = True
    call.say(ANN, "ann", 1, 1)
    call.streams.settle(call.now)
    keys.broken = False
    asked = len(keys.asked)
    assert call.streams.tick(call.now + SECOND - 1) == []
    assert len(keys.asked) == asked
    assert voices(call.streams.tick(call.now + SECOND)) == [(ANN, 1)]


def test_time_that_steps_back_tries_at_once_and_never_stalls() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    keys.broken = True
    call.say(ANN, "ann", 1, 1)
    call.streams.settle(call.now)
    keys.broken = False
    assert voices(call.streams.tick(START - 3600 * SECOND)) == [(ANN, 1)]


def test_late_packets_of_the_epoch_before_pass_those_that_wait_for_the_next() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    assert voices(call.say(ANN, "ann", 2, 2)) == []
    assert voices(call.say(ANN, "ann", 1, 1)) == [(ANN, 1)]
    assert call.streams.waiting == 1


def test_what_never_finds_a_key_is_given_up_as_a_gap() -> None:
    call, _ = secret_call()
    call.own(ANN, "ann")
    call.say(ANN, "ann", 9, 1, 2, 3)
    call.now += SECOND
    call.say(ANN, "ann", 9, 4)
    assert call.streams.settle(START + FRAME + HOLD) == []
    events = call.streams.settle(call.now + HOLD + 1)
    first = Gap(call.now + HOLD + 1, START + FRAME, START + 4 * FRAME, "undecryptable", "ann")
    second = Gap(first.time, call.now, call.now + FRAME, "undecryptable", "ann")
    assert events == [first, second]
    assert +call.counters == {"held": 4, "undecryptable": 4}


def test_a_deaf_minute_is_at_most_a_gap_a_second() -> None:
    call, _ = secret_call()
    call.own(ANN, "ann")
    events: list[Event] = []
    for sequence in range(60 * 50):
        events += call.say(ANN, "ann", 9, sequence)
    gaps = [event for event in events if isinstance(event, Gap)]
    assert 49 <= len(gaps) <= 51
    assert all(a.end == b.start for a, b in pairwise(gaps))


def test_a_refused_frame_is_undecryptable_at_once() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    assert call.hear(ANN, 1, opus(1)) == []
    assert +call.counters == {"undecryptable": 1}


def test_plain_frames_pass_where_the_decryptor_lets_them() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    keys.passthrough = True
    call.own(ANN, "ann")
    assert voices(call.hear(ANN, 1, opus(1)) + call.say(ANN, "ann", 1, 2)) == [(ANN, 1), (ANN, 2)]


def test_a_frame_that_is_empty_inside_is_a_probe() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    assert call.hear(ANN, 1, encrypted("ann", 1, b"")) == []
    assert +call.counters == {"probe": 1}


# --- duplicates of encrypted frames -------------------------------------------------------------


def test_a_repeated_frame_is_a_duplicate_and_never_waits_for_a_key() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    assert len(call.say(ANN, "ann", 1, 65534, 65535, 65536, 65537)) == 4  # across the wrap
    assert call.say(ANN, "ann", 1, 65535, 65536) == []
    assert +call.counters == {"voice": 4, "duplicate": 2}


def test_only_the_last_128_numbers_are_remembered() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    call.say(ANN, "ann", 1, *range(100, 230))
    call.say(ANN, "ann", 1, 102)
    assert (call.counters["duplicate"], call.counters["held"]) == (1, 0)
    call.say(ANN, "ann", 1, 101)
    assert (call.counters["duplicate"], call.counters["held"]) == (1, 1)


def test_a_frame_that_was_held_twice_is_given_out_once() -> None:
    call, keys = secret_call()
    call.own(ANN, "ann")
    call.say(ANN, "ann", 1, 5, 5, 6)
    keys.know(1, "ann")
    assert voices(call.streams.settle(call.now)) == [(ANN, 5), (ANN, 6)]
    assert +call.counters == {"held": 3, "replayed": 2, "voice": 2, "duplicate": 1}


def test_a_late_frame_is_no_duplicate() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    assert voices(call.say(ANN, "ann", 1, 1, 3, 2)) == [(ANN, 1), (ANN, 3), (ANN, 2)]
    assert call.say(ANN, "ann", 1, 2) == []
    assert call.say(ANN, "ann", 7, 4) == []
    assert (call.counters["duplicate"], call.counters["held"]) == (1, 1)


# --- silence frames -----------------------------------------------------------------------------


def test_silence_passes_without_a_key() -> None:
    call, keys = secret_call()
    call.own(ANN, "ann")
    assert voices(call.hear(ANN, 1, SILENCE_FRAME)) == [(ANN, 1)]
    assert keys.asked == []


def test_silence_waits_behind_a_frame_that_waits() -> None:
    """It would otherwise overtake speech, which reorder would then drop as late."""
    call, keys = secret_call()
    call.own(ANN, "ann")
    call.say(ANN, "ann", 1, 1)
    assert call.hear(ANN, 2, SILENCE_FRAME) == []
    keys.know(1, "ann")
    assert voices(call.streams.settle(call.now)) == [(ANN, 1), (ANN, 2)]


def test_silence_passes_again_when_what_it_waited_for_is_given_up() -> None:
    call, _ = secret_call()
    call.own(ANN, "ann")
    call.say(ANN, "ann", 1, 1)
    call.now += 2 * SECOND
    call.hear(ANN, 2, SILENCE_FRAME)
    assert [type(event) for event in call.streams.settle(START + 2 * FRAME + HOLD)] == [Gap]
    assert voices(call.streams.settle(call.now + HOLD)) == [(ANN, 2)]
    assert voices(call.hear(ANN, 3, SILENCE_FRAME)) == [(ANN, 3)]


def test_silence_waits_no_longer_once_a_later_frame_was_read() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    call.say(ANN, "ann", 2, 1)
    assert voices(call.say(ANN, "ann", 1, 2)) == [(ANN, 2)]
    assert voices(call.hear(ANN, 3, SILENCE_FRAME)) == [(ANN, 3)]


# --- no owner yet -------------------------------------------------------------------------------


def test_packets_before_their_mapping_are_held_and_then_given_out() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    assert call.say(ANN, "ann", 1, 1) + call.hear(ANN, 2, SILENCE_FRAME) == []
    events = call.own(ANN, "ann")
    assert others(events) == events[:1] == [Speaker(call.now, ANN, "ann", "Ann")]
    assert voices(events) == [(ANN, 1), (ANN, 2)]


def test_trying_everybodys_keys_finds_the_owner() -> None:
    call, keys = secret_call()
    keys.know(1, "ann", "bob")
    call.say(ANN, "ann", 2, 1)
    call.streams.joined("bob", "Bob", False)
    call.streams.joined("ann", "Ann", True)
    events = call.say(ANN, "ann", 1, 2)
    assert events[:1] == [Speaker(call.now, ANN, "ann", "Ann", True)]
    assert voices(events) == [(ANN, 2)]
    keys.know(2, "ann")
    assert voices(call.streams.settle(call.now)) == [(ANN, 1)]
    assert call.streams.own(Speaker(call.now, ANN, "ann", "Ann", True)) == []


def test_an_owner_found_by_a_later_frame_gets_the_earlier_ones_too_in_order() -> None:
    call, keys = secret_call()
    call.streams.joined("ann", "Ann", False)
    call.say(ANN, "ann", 1, 1, 2, 3, 4, 5)
    keys.know(1, "ann")
    events = call.streams.tick(call.now)
    assert others(events) == events[:1] == [Speaker(call.now, ANN, "ann", "Ann")]
    assert voices(events) == [(ANN, number) for number in (1, 2, 3, 4, 5)]
    assert call.say(ANN, "ann", 1, 5) == []
    assert call.counters["duplicate"] == 1


def test_a_stream_that_has_an_owner_is_not_tried_with_other_keys() -> None:
    call, keys = secret_call()
    keys.know(1, "ann", "bob")
    call.own(BOB, "bob")
    call.own(ANN, "ann")
    assert call.say(BOB, "ann", 1, 1) == []
    assert call.streams.settle(call.now) == []
    assert {user for user, _ in keys.asked} == {"bob"}


def test_those_who_have_no_stream_are_tried_first() -> None:
    call, keys = secret_call()
    call.own(BOB, "ann")
    call.streams.joined("bob", "Bob", False)
    call.say(ANN, "cid", 1, 1)
    assert [user for user, _ in keys.asked] == ["bob", "ann"]


def test_strangers_who_came_and_went_leave_nothing_behind() -> None:
    call, _ = secret_call()
    for ssrc in range(100, 200):
        call.say(ssrc, "ann", 1, 1)
    call.streams.settle(call.now + HOLD + 1)
    call.say(ANN, "ann", 1, 1)
    call.streams.settle(call.now)
    assert list(call.streams._streams) == [ANN]


def test_silence_does_not_use_up_the_trials() -> None:
    call, keys = secret_call()
    call.streams.joined("ann", "Ann", False)
    call.say(ANN, "ann", 1, 1)
    for sequence in range(2, 7):
        call.hear(ANN, sequence, SILENCE_FRAME)
    keys.know(1, "ann")
    assert voices(call.streams.settle(call.now)) == [(ANN, number) for number in range(1, 7)]


def test_somebody_who_joins_is_tried_with_the_next_packet() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.say(ANN, "ann", 1, 1)
    call.streams.settle(call.now)
    call.streams.joined("ann", "Ann", False)
    assert voices(call.streams.tick(call.now)) == [(ANN, 1)]


def test_somebody_who_left_is_not_tried() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.streams.joined("ann", "Ann", False)
    call.streams.left("ann")
    call.say(ANN, "ann", 1, 1)
    assert keys.asked == []


def test_trials_are_bounded_until_something_changes() -> None:
    call, keys = secret_call()
    for user in "abcdefgh":
        call.streams.joined(user, user, False)
    call.say(ANN, "ann", 1, 0)
    call.streams.settle(call.now)
    keys.asked.clear()
    call.say(ANN, "ann", 1, *range(1, 30))
    assert len(keys.asked) <= 8 * TRIAL_FRAMES


def test_what_never_finds_an_owner_is_counted_and_is_nobodys_gap() -> None:
    call, _ = secret_call()
    call.say(ANN, "ann", 1, 1, 2)
    assert call.streams.settle(call.now + HOLD + 1) == []
    assert +call.counters == {"held": 2, "ownerless": 2}


def test_plain_packets_that_waited_for_an_owner_pass_when_encryption_ends() -> None:
    call, keys = secret_call()
    call.hear(ANN, 1, opus(1))
    call.say(ANN, "ann", 1, 2)
    keys.active = False
    assert voices(call.streams.settle(call.now)) == [(ANN, 1)]
    assert call.counters["undecryptable"] == 1


# --- bounds and ends ----------------------------------------------------------------------------


def test_a_full_hold_makes_room_in_the_stream_that_holds_most() -> None:
    call, keys = secret_call()
    call.own(ANN, "ann")
    call.own(BOB, "bob")
    call.hear(BOB, 1, encrypted("bob", 1, opus(1)))
    events: list[Event] = []
    for number in range(HOLD_PACKETS):
        events += call.streams.hear(number + 2, call.now, ANN, 0, 0, b"x" * 13 + b"\x0c\xfa\xfa")
    assert [type(event) for event in events] == [Gap]
    assert call.counters["overflow"] == (HOLD_PACKETS - 2) // 8 + 1
    keys.know(1, "bob")
    assert voices(call.streams.settle(call.now)) == [(BOB, 1)]


def test_a_connection_that_ends_takes_its_streams_with_it() -> None:
    call, keys = secret_call()
    call.own(ANN, "ann")
    call.say(ANN, "ann", 1, 1)
    call.say(BOB, "bob", 1, 2)
    gap = Gap(call.now, START + FRAME, START + 2 * FRAME, "undecryptable", "ann")
    assert call.streams.forget(call.now) == [gap]
    assert +call.counters == {"held": 2, "forgotten": 2}
    keys.know(1, "ann", "bob")
    assert call.say(ANN, "bob", 1, 3) == []
    assert voices(call.own(ANN, "bob")) == [(ANN, 3)]


def test_the_end_tries_once_more_and_gives_up_the_rest() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.own(ANN, "ann")
    keys.broken = True
    call.say(ANN, "ann", 1, 1)
    call.say(ANN, "ann", 2, 2)
    keys.broken = False
    events = call.streams.finish(call.now)
    assert voices(events) == [(ANN, 1)]
    assert [type(event) for event in others(events)] == [Gap]
    assert (call.counters["undecryptable"], call.streams.waiting) == (1, 0)


# --- consent ------------------------------------------------------------------------------------


def test_nothing_of_a_user_who_is_out_is_decrypted() -> None:
    call, keys = secret_call()
    call.own(ANN, "ann")
    call.say(ANN, "ann", 1, 1)
    asked = len(keys.asked)
    call.streams.exclude("ann")
    assert call.streams.waiting == 0
    keys.know(1, "ann")
    assert call.streams.is_out(ANN)
    assert call.streams.settle(call.now) == call.say(ANN, "ann", 1, 2) == []
    assert len(keys.asked) == asked
    assert +call.counters == {"held": 1, "consent": 2}


def test_the_keys_of_a_user_who_is_out_are_not_tried_on_strangers() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.streams.joined("ann", "Ann", False)
    call.streams.exclude("ann")
    assert call.say(ANN, "ann", 1, 1) == []
    assert keys.asked == []
    assert call.own(ANN, "ann") == [Speaker(call.now, ANN, "ann", "Ann")]
    assert +call.counters == {"held": 1, "consent": 1}


def test_while_anybody_is_out_strangers_wait_for_their_names() -> None:
    call = plain_call()
    call.streams.exclude("ann")
    assert call.hear(ANN, 1, opus(1)) + call.hear(BOB, 2, opus(2)) == []
    assert voices(call.own(BOB, "bob")) == [(BOB, 2)]
    assert voices(call.own(ANN, "ann")) == []
    assert +call.counters == {"held": 2, "replayed": 1, "voice": 1, "consent": 1}


def test_strangers_who_stay_strangers_are_dropped_while_anybody_is_out() -> None:
    call = plain_call()
    call.streams.exclude("ann")
    call.hear(ANN, 1, opus(1))
    assert call.streams.settle(call.now + HOLD + 1) == []
    assert +call.counters == {"held": 1, "ownerless": 1}


def test_what_was_said_while_out_is_not_given_out_after_coming_in() -> None:
    call = plain_call()
    call.streams.exclude("ann")
    call.hear(ANN, 1, opus(1))
    call.streams.admit("ann")
    assert voices(call.own(ANN, "ann")) == []
    assert voices(call.hear(ANN, 2, opus(2))) == [(ANN, 2)]
    assert +call.counters == {"held": 1, "consent": 1, "voice": 1}


def test_coming_in_without_having_been_out_drops_nothing() -> None:
    call, keys = secret_call()
    keys.know(1, "ann")
    call.say(ANN, "ann", 1, 1)
    call.streams.admit("ann")
    assert voices(call.own(ANN, "ann")) == [(ANN, 1)]
