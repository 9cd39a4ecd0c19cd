"""The simulated call tells the truth about itself: what it says was sent is what is in its events."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from opus_encoder import FRAME_SAMPLES, OpusOptions
from simulated_call import (
    LOOKAHEAD,
    MILLISECOND,
    STARTED,
    Call,
    Heard,
    Network,
    Numbering,
    Person,
    Reconnect,
    Sent,
    Spurt,
    hopping_tones,
    simulate,
)

from transcriber.audio.opus import Decoder
from transcriber.types import (
    SAMPLE_RATE,
    SILENCE_FRAME,
    Connected,
    Event,
    Floats,
    Gap,
    Speaker,
    Stopped,
    Voice,
    ns_from_samples,
)

SECOND = SAMPLE_RATE
ROUGH = Network(loss=0.05, jitter=8 * MILLISECOND, duplicated=0.02, reordered=0.03)


def _spurts(*times: tuple[float, float]) -> tuple[Spurt, ...]:
    """Tones from … to, in seconds."""
    return tuple(
        Spurt(round(start * SECOND), hopping_tones(round((end - start) * SECOND), seed))
        for seed, (start, end) in enumerate(times)
    )


def _rough_call(seed: int = 7) -> Call:
    """Two people, two connections, everything that can go wrong on the way."""
    anna = Person(
        "Anna", _spurts((0.5, 4.0), (5.0, 9.0), (10.5, 12.0)), user="11", drift_ppm=60.0,
        announced=300 * MILLISECOND,
        numbering=(Numbering(1000, 0xFFF0, 0xFFFF_0000), Numbering(1002)),
    )  # fmt: skip
    ben = Person(
        "Ben", _spurts((3.0, 6.5), (7.0, 7.9), (9.4, 11.0)), user="22", clock_stands=True,
        delay=80 * MILLISECOND, numbering=(Numbering(1001), Numbering(1000)),
    )  # fmt: skip
    return Call(
        (anna, ben), ROUGH, reconnects=(Reconnect(round(8.2 * SECOND), round(9.7 * SECOND)),), seed=seed
    )


@pytest.fixture(scope="module")
def rough() -> Heard:
    return simulate(_rough_call())


def _voices(events: list[Event]) -> list[Voice]:
    return [event for event in events if isinstance(event, Voice)]


def test_the_same_call_gives_the_same_events_and_another_seed_gives_others(rough: Heard) -> None:
    assert simulate(_rough_call()).events == rough.events
    assert simulate(_rough_call(seed=8)).events != rough.events


def test_every_packet_is_heard_lost_or_unheard_and_only_heard_ones_are_events(rough: Heard) -> None:
    for packet in rough.sent:
        assert bool(packet.arrivals) == (packet.fate == "heard")
    arrivals = [time for packet in rough.sent for time in packet.arrivals]
    assert sorted(arrivals) == [voice.time for voice in _voices(rough.events)]
    assert {packet.fate for packet in rough.sent} == {"heard", "lost", "unheard"}


def test_events_are_in_order_of_time(rough: Heard) -> None:
    assert all(a.time <= b.time for a, b in pairwise(rough.events))
    assert rough.events[0] == Connected(STARTED, 0, "join")
    assert isinstance(rough.events[-1], Stopped)


def test_each_event_is_the_packet_that_the_truth_says(rough: Heard) -> None:
    sent = {time: packet for packet in rough.sent for time in packet.arrivals}
    for voice in _voices(rough.events):
        packet = sent[voice.time]
        assert voice == Voice(voice.time, packet.ssrc, packet.sequence, packet.timestamp, packet.opus)


def test_both_counters_wrap_and_go_on_by_the_packet(rough: Heard) -> None:
    first = [packet for packet in rough.of("Anna") if packet.connection == 0]
    assert (first[0].ssrc, first[0].sequence, first[0].timestamp) == (1000, 0xFFF0, 0xFFFF_0000)
    for a, b in pairwise(first):
        assert (a.sequence + 1) & 0xFFFF == b.sequence
        assert ((b.timestamp - a.timestamp) & 0xFFFF_FFFF) % 960 == 0
    assert any(a.sequence > b.sequence for a, b in pairwise(first))
    assert any(a.timestamp > b.timestamp for a, b in pairwise(first))


def test_a_running_clock_counts_the_pauses_and_a_standing_one_does_not(rough: Heard) -> None:
    for name, stands in (("Anna", False), ("Ben", True)):
        for a, b in pairwise(packet for packet in rough.of(name) if packet.connection == 0):
            elapsed = (b.timestamp - a.timestamp) & 0xFFFF_FFFF
            # Anna's clock gains 60 ppm: 3 samples in a pause of a second.
            assert elapsed == 960 if stands else abs(elapsed - (b.start - a.start)) <= 4


def test_drift_is_between_the_rtp_clock_and_session_time() -> None:
    person = Person("Ann", _spurts((1, 1.5), (900, 900.5)), drift_ppm=50.0)
    sent = simulate(Call((person,))).sent
    rtp = (sent[-1].timestamp - sent[0].timestamp) & 0xFFFF_FFFF
    assert rtp / (sent[-1].start - sent[0].start) == pytest.approx(1 + 50e-6, abs=2e-8)


def test_a_spurt_ends_with_silence_frames_and_sounds_from_its_start(rough: Heard) -> None:
    for name in ("Anna", "Ben"):
        packets = rough.of(name)
        ends = [i for i, (a, b) in enumerate(pairwise(packets)) if a.silence and not b.silence]
        for end in [*ends, len(packets) - 1]:
            assert [packet.silence for packet in packets[end - 5 : end + 1]] == [False] + [True] * 5
        assert all((packet.opus == SILENCE_FRAME) == packet.silence for packet in packets)
    first = rough.of("Anna")[0]
    silent = int(np.flatnonzero(first.sound)[0])
    assert abs(first.start + silent - SECOND // 2) <= 2  # the first sample of a sine is 0 itself


@pytest.mark.parametrize("start", [0, 1, 959, 960, 900 * SECOND + 77])
def test_every_sample_of_a_spurt_is_sent_at_its_time(start: int) -> None:
    spurt = Spurt(start, hopping_tones(4800, seed=3))
    packets = simulate(Call((Person("Ann", (spurt,), drift_ppm=50.0, silence_frames=0),))).sent
    sound = np.concatenate([packet.sound for packet in packets])
    at = start - packets[0].start
    assert 0 <= at < 960
    # The two clocks are rounded to whole samples, one against the other.
    assert any(np.array_equal(sound[i : i + 4800], spurt.pcm) for i in range(max(0, at - 1), at + 2))
    assert len(sound) - at - 4800 >= LOOKAHEAD - 1


def test_a_reconnect_brings_numbers_of_its_own_and_one_ssrc_changes_hands(rough: Heard) -> None:
    call = rough.call
    gone, back = (call.started + ns_from_samples(at) for at in dataclasses.astuple(call.reconnects[0]))
    assert not [voice for voice in _voices(rough.events) if gone <= voice.time < back]
    ssrcs = {(p.person.name, p.connection, p.ssrc) for p in rough.sent}
    assert ("Anna", 0, 1000) in ssrcs and ("Ben", 1, 1000) in ssrcs and len(ssrcs) == 4
    gaps = [event for event in rough.events if isinstance(event, Gap)]
    assert gaps == [Gap(back, gone, back, "disconnected")]
    assert Connected(back, 1, "reconnected") in rough.events
    for packet in rough.sent:
        heard_on = sum(time >= back for time in packet.arrivals[:1])
        assert packet.fate != "heard" or heard_on == packet.connection


def test_the_announcement_comes_after_the_first_voice_or_right_with_the_connection(rough: Heard) -> None:
    connection = 0
    first: dict[tuple[int, int], int] = {}
    announced: list[tuple[str, int, int]] = []
    for event in rough.events:
        if isinstance(event, Connected):
            connection = event.connection
            begun = event.time
        elif isinstance(event, Voice):
            first.setdefault((connection, event.ssrc), event.time)
        elif isinstance(event, Speaker) and event.user == "11":
            assert event.time == first[connection, event.ssrc] + 300 * MILLISECOND
            announced.append((event.name, connection, event.ssrc))
        elif isinstance(event, Speaker):
            assert event.time == begun
            announced.append((event.name, connection, event.ssrc))
    expected = {(p.person.name, p.connection, p.ssrc) for p in rough.sent}
    assert set(announced) == expected and len(announced) == len(expected)


def test_losses_come_at_the_rate_and_in_bursts_of_the_length_asked_for() -> None:
    spurt = Spurt(0, np.zeros(60 * SECOND, np.float32))
    person = Person("Ann", (spurt,), opus=OpusOptions(frame=120, complexity=0))
    sent = simulate(Call((person,), Network(loss=0.05, burst=3.0))).sent
    lost = [packet.fate == "lost" for packet in sent]
    bursts = sum(b and not a for a, b in pairwise([False, *lost]))
    assert sum(lost) / len(lost) == pytest.approx(0.05, abs=0.01)
    assert sum(lost) / bursts == pytest.approx(3.0, abs=0.5)


def test_duplicates_and_overtaken_packets_happen_and_a_perfect_network_has_none(rough: Heard) -> None:
    assert any(len(packet.arrivals) == 2 for packet in rough.sent)
    heard = [packet.arrivals[0] for packet in rough.of("Anna") if packet.arrivals]
    assert any(a > b for a, b in pairwise(heard))
    perfect = simulate(dataclasses.replace(_rough_call(), network=Network()))
    for packet in perfect.sent:
        due = STARTED + ns_from_samples(packet.start) + packet.person.delay
        assert packet.fate == "unheard" or packet.arrivals == (due,)
        assert abs(due - STARTED - ns_from_samples(packet.place)) < 30_000


def test_jitter_is_a_queue_that_delays_and_never_swaps() -> None:
    person = Person("Ann", _spurts((0, 20)), opus=OpusOptions(complexity=0))
    sent = simulate(Call((person,), Network(jitter=10 * MILLISECOND))).sent
    arrivals = [packet.arrivals[0] for packet in sent]
    due = [STARTED + ns_from_samples(packet.place) for packet in sent]
    waits = [arrival - time for arrival, time in zip(arrivals, due, strict=True)]
    assert arrivals == sorted(arrivals)
    assert min(waits) >= -1 and 9 * MILLISECOND < np.mean(waits) < 20 * MILLISECOND


def test_copies_too_are_unheard_once_the_connection_is_gone() -> None:
    spurts = _spurts((0, 3))
    away = Reconnect(SECOND, 2 * SECOND)
    network = Network(duplicated=1.0, reordered=1.0, overtaken=200 * MILLISECOND)
    heard = simulate(Call((Person("Ann", spurts),), network, (away,)))
    gone, back = STARTED + ns_from_samples(away.start), STARTED + ns_from_samples(away.end)
    assert not [voice for voice in _voices(heard.events) if gone <= voice.time < back]
    assert {len(packet.arrivals) for packet in heard.sent} == {0, 1, 2}


def test_another_network_leaves_what_is_sent_as_it_was(rough: Heard) -> None:
    perfect = simulate(dataclasses.replace(_rough_call(), network=Network()))
    assert [(p.ssrc, p.sequence, p.timestamp, p.opus) for p in perfect.sent] == [
        (p.ssrc, p.sequence, p.timestamp, p.opus) for p in rough.sent
    ]


def _decoded(packets: list[Sent], channels: int) -> Floats:
    decoder = Decoder(channels)
    frames = [decoder.decode_packet(packet.opus) for packet in packets]
    return np.concatenate([frame for frame in frames if frame is not None])


@pytest.mark.parametrize("frame", FRAME_SAMPLES)
@pytest.mark.parametrize("stereo", [False, True])
def test_packets_of_any_duration_decode_to_the_sound_that_the_truth_says(frame: int, stereo: bool) -> None:
    # 2.5 ms hold 1.6 waves of the deepest sines: they need the bits.
    options = OpusOptions(frame, 2 if stereo else 1, bitrate=192_000, application="audio")
    packets = simulate(Call((Person("Ann", _spurts((0.3, 1.5), (1.7, 2.0)), opus=options),))).sent
    for a, b in pairwise(packets):
        assert b.start - a.start == len(a.sound) or (a.silence and not b.silence)
    decoded = _decoded(packets, 2 if stereo else 1)[:, 0]
    truth = np.concatenate([packet.sound for packet in packets])
    likeness = [float(truth[:-400] @ decoded[lag : lag - 400]) for lag in range(400)]
    assert int(np.argmax(likeness)) == LOOKAHEAD
    assert np.corrcoef(truth[:-LOOKAHEAD], decoded[LOOKAHEAD:])[0, 1] > 0.95


def test_spurts_of_one_person_that_overlap_are_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="A spurt of Ann begins at sample 48960, before the one ahead"):
        simulate(Call((Person("Ann", _spurts((0, 1), (1.02, 2))),)))


def test_what_comes_after_the_recording_has_stopped_is_unheard() -> None:
    heard = simulate(Call((Person("Ann", _spurts((0, 2))),), length=SECOND))
    assert heard.events[-1] == Stopped(STARTED + 1_000 * MILLISECOND, "asked")
    assert 45 <= len(_voices(heard.events)) <= 48
    assert heard.sent[-1].fate == "unheard"
