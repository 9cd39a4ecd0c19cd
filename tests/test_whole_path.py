"""Known truth: every 20 ms of every speaker is heard exactly once, and in its place.

Simulated calls, in which every sample is known, go through the whole core: batches of a capture,
`Call` and `Sound`. What comes out is measured against what was spoken (`placement`).

What can be asked of a place: without jitter it is exact but for the rounding of two clocks, here
EXACT. A queue delays even the luckiest of a spurt's first 20 packets, by less than 5 ms here (that is
the jitter's floor); a clock that drifts by 100 ppm moves by 2 ms in the 20 s for which the least delay
is believed while the drift is unknown, and by 20 ms in 200 s of speech without a pause.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opus_encoder import OpusOptions
from placement import (
    MILLISECOND,
    Found,
    Played,
    batches,
    delayed,
    evenly,
    find,
    noise,
    play,
    spurts,
    without,
    wobbling,
)
from simulated_call import (
    LOOKAHEAD,
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

from transcriber.audio.opus import has_redundancy
from transcriber.audio.sound import Repairs
from transcriber.capture.batch import Batch
from transcriber.capture.reader import CaptureReader
from transcriber.capture.writer import CaptureWriter
from transcriber.config import CONCEALED_FRAMES
from transcriber.types import SAMPLE_RATE, SILENCE_FRAME, Event, Samples, Voice

MS = 1_000_000
EXACT: Samples = 4
JITTERED: Samples = 5 * MILLISECOND
QUIET = 0.02
"""Speech here has 0.15 on average; what an Opus decoder leaves behind it is below this."""

QUICK = OpusOptions(application="audio", complexity=0)
ROUGH = Network(loss=0.04, jitter=8 * MS, duplicated=0.03, reordered=0.03)


def anna(said: tuple[Spurt, ...] | None = None, **more: Any) -> Person:
    """One who speaks four times, for 5 s in all, and pauses short and long."""
    usual = spurts((0.5, 1.7), (2.1, 4.0), (5.5, 6.0), (9.0, 10.4))
    return Person("Anna", usual if said is None else said, **{"opus": QUICK, **more})


def heard_in_place(
    heard: Heard, played: Played, events: list[Event], tolerance: Samples, every: int = 1
) -> None:
    """Every frame that came lies where it belongs, and nothing sounds anywhere else."""
    came = {(event.ssrc, event.sequence) for event in events if isinstance(event, Voice)}
    assert not any(stream.reorder.late for stream in played.call.streams.values())
    for who in heard.call.people:
        sent = heard.of(who.name)
        signal, there = played.signal(who.user or who.name)
        found = [
            one
            for one in find(sent, signal, tolerance + 960, every)
            if one.packet.fate == "heard" and (one.packet.ssrc, one.packet.sequence) in came
        ]
        assert found
        misplaced = [one for one in found if abs(one.lag) > tolerance or one.likeness < 0.3]
        assert not misplaced, [described(one) for one in misplaced[:20]]
        belongs = np.zeros(len(signal) + SAMPLE_RATE, np.bool_)
        for packet in sent:
            end = packet.place + len(packet.sound) + LOOKAHEAD + tolerance
            belongs[max(0, packet.place - tolerance) : end] = True
        assert float(np.abs(signal[~belongs[: len(signal)]]).max(initial=0)) < QUIET
        assert there.sum() <= sum(len(packet.sound) for packet in sent)


def described(one: Found) -> str:
    at = one.packet.start / SAMPLE_RATE
    return f"{at:.2f} s: {one.lag / MILLISECOND:+.1f} ms, alike {one.likeness:.2f}"


def check(
    call: Call, tolerance: Samples, spoil: Callable[[Heard], list[Event]] | None = None, every: int = 1
) -> Played:
    """Lets the call happen, spoils what was heard of it, plays it and asks for every frame."""
    heard = simulate(call)
    events = heard.events if spoil is None else spoil(heard)
    played = play(batches(events), call.started)
    heard_in_place(heard, played, events, tolerance, every)
    return played


# --- one thing at a time ------------------------------------------------------------------------

NETWORKS = {
    "perfect": (Network(), EXACT),
    "loss": (Network(loss=0.05), EXACT),
    "loss in long bursts": (Network(loss=0.1, burst=8), EXACT),
    "jitter": (Network(jitter=8 * MS), JITTERED),
    "much jitter": (Network(jitter=20 * MS), 3 * JITTERED),
    "reordering": (Network(reordered=0.1), EXACT),
    "duplicates": (Network(duplicated=0.2), EXACT),
    "all of these": (ROUGH, JITTERED),
}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("stands", [False, True], ids=["clock runs", "clock stands"])
def test_whatever_the_network_does(name: str, stands: bool) -> None:
    network, tolerance = NETWORKS[name]
    check(Call((anna(clock_stands=stands),), network), tolerance)


@pytest.mark.parametrize("frame", [120, 240, 480, 960, 1920, 2880])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("network", [Network(), ROUGH], ids=["perfect", "rough"])
def test_packets_of_any_duration_and_both_numbers_of_channels(
    frame: int, channels: int, network: Network
) -> None:
    # 70 ms are more than 32 packets of 2.5 ms: nobody waits for one so late.
    network = dataclasses.replace(network, overtaken=30 * MS)
    opus = OpusOptions(frame, channels, bitrate=160_000, application="audio", complexity=0)  # type: ignore[arg-type]
    check(Call((anna(opus=opus),), network), JITTERED if network.jitter else EXACT)


@pytest.mark.parametrize("pause", [0.15, 0.3, 2.0])
@pytest.mark.parametrize("silence_frames", [0, 1, 5])
@pytest.mark.parametrize("network", [Network(), ROUGH], ids=["perfect", "rough"])
def test_a_clock_that_stands_still_in_silence(pause: float, silence_frames: int, network: Network) -> None:
    """Every pause counts from the last silence frame; ten short ones must not add up."""
    said = evenly(10, 0.8, pause + 0.02 * silence_frames + 0.02)
    played = check(
        Call((anna(said, clock_stands=True, silence_frames=silence_frames),), network),
        JITTERED if network.jitter else EXACT,
    )
    (stream,) = played.call.streams.values()
    assert stream.timeline.anchored == 10


@pytest.mark.parametrize("pause", [0.02, 0.04, 0.15, 2.0])
@pytest.mark.parametrize("network", [Network(), ROUGH], ids=["perfect", "rough"])
def test_a_clock_that_runs_is_believed_across_any_pause(pause: float, network: Network) -> None:
    said = evenly(8, 0.9, pause + 0.12)
    played = check(Call((anna(said),), network), JITTERED if network.jitter else EXACT)
    (stream,) = played.call.streams.values()
    assert stream.timeline.anchored == 1


def test_both_counters_wrap() -> None:
    for stands in (False, True):
        wraps = Numbering(7, 0xFFFF - 30, 0xFFFF_FFFF - 30 * 960)
        check(Call((anna(clock_stands=stands, numbering=(wraps,)),), ROUGH), JITTERED)


@pytest.mark.parametrize("ppm", [-100.0, 100.0])
@pytest.mark.parametrize("stands", [False, True], ids=["clock runs", "clock stands"])
def test_a_clock_that_drifts_for_minutes(ppm: float, stands: bool) -> None:
    said = evenly(40, 1.0, 5.1)
    played = check(Call((anna(said, drift_ppm=ppm, clock_stands=stands),), Network(jitter=4 * MS)), JITTERED)
    (someone,) = played.call.participants()
    assert stands or someone.drift_ppm == pytest.approx(ppm, abs=2)


@pytest.mark.parametrize("ppm", [-100.0, 100.0])
def test_a_clock_that_drifts_without_a_pause(ppm: float) -> None:
    """A slow one is mended by a concealed frame before it is 25 ms off, a fast one waits for a pause."""
    opus = OpusOptions(1920, 1, bitrate=96_000, application="audio", complexity=0)
    call = Call((anna(spurts((0.5, 230)), drift_ppm=ppm, opus=opus),), Network(jitter=4 * MS))
    played = check(call, 25 * MILLISECOND, every=5)
    (repairs,) = played.repairs.values()
    assert repairs == Repairs(concealed=1 if ppm < 0 else 0)


@pytest.mark.parametrize("share", [0.05, 0.3])
@pytest.mark.parametrize("stands", [False, True], ids=["clock runs", "clock stands"])
def test_a_sender_whose_timestamps_wobble_by_a_frame(share: float, stands: bool) -> None:
    call = Call((anna(evenly(8, 1.2, 0.5), clock_stands=stands),), Network(jitter=4 * MS))
    check(call, JITTERED, lambda heard: wobbling(heard.events, 1, share))


@pytest.mark.parametrize("at", [1.0, 2.0, 3.5, 5.3, 8.5], ids="from {} s".format)
@pytest.mark.parametrize("stands", [False, True], ids=["clock runs", "clock stands"])
def test_a_network_that_stalls_for_a_second(at: float, stands: bool) -> None:
    """The burst afterwards is drained before anything is concluded from it. Who says less than a
    second, all of it amid the stall, with a clock that stands, has no place that anybody could know."""
    said = spurts((0.5, 1.7), (2.1, 4.0), (5.0, 7.0), (9.0, 11.4))
    check(Call((anna(said, clock_stands=stands),)), EXACT, lambda heard: delayed(heard, at, at + 1))


@pytest.mark.parametrize("until", [3.0, 9.0])
@pytest.mark.parametrize("frame", [480, 960])
def test_first_words_that_a_recorder_held_back_for_want_of_a_key(until: float, frame: int) -> None:
    """They come in one burst, up to ten seconds late; those who still speak show how late."""
    opus = OpusOptions(frame, bitrate=96_000, application="audio", complexity=0)
    said = spurts((0.5, until + 1.5), (until + 2, until + 3))
    check(Call((anna(said, opus=opus),)), EXACT, lambda heard: delayed(heard, 0, until))


def test_one_word_that_a_recorder_held_back_is_placed_by_the_next_one() -> None:
    """Nothing of the word's own burst tells when it was said; the clock in the next sentence does."""
    said = spurts((0.5, 1.2), (7.0, 8.0))
    check(Call((anna(said),)), EXACT, lambda heard: delayed(heard, 0, 4))


def test_silence_frames_that_come_all_at_once_move_nothing() -> None:
    """Bots send the five of a pause without waiting between them; some give all the same timestamp."""
    heard = simulate(Call((anna(evenly(8, 1.2, 0.6)),), Network(jitter=4 * MS)))
    for same_timestamp in (False, True):
        events = [_hurried(event, heard.events[:i], same_timestamp) for i, event in enumerate(heard.events)]
        events.sort(key=lambda event: event.time)
        heard_in_place(heard, play(batches(events), heard.call.started), events, JITTERED)


def _hurried(event: Event, before: list[Event], same_timestamp: bool) -> Event:
    """A silence frame moved to the first one of its row."""
    if not isinstance(event, Voice) or event.opus != SILENCE_FRAME:
        return event
    row = [e for e in before[-6:] if isinstance(e, Voice) and e.opus == SILENCE_FRAME]
    if not row:
        return event
    timestamp = row[0].timestamp if same_timestamp else event.timestamp
    return dataclasses.replace(event, time=row[0].time, timestamp=timestamp)


# --- what was lost ------------------------------------------------------------------------------


def test_what_the_next_packet_carries_again_is_heard_as_it_was() -> None:
    """Error correction: the lost sound itself, not a guess that continues the sound before it."""
    opus = OpusOptions(bitrate=40_000, application="voip", fec=True, expected_loss=20)
    heard, lost, played = _with_every_ninth_lost(opus)
    behind = {id(a): b for a, b in pairwise(heard.of("Anna"))}
    covered = [packet for packet in lost if has_redundancy(behind[id(packet)].opus)]
    assert len(covered) > 0.9 * len(lost)
    assert _median_likeness(covered, played) > 0.8
    (repairs,) = played.repairs.values()
    assert repairs == Repairs(recovered=len(covered), concealed=len(lost) - len(covered))


def test_what_nothing_carries_again_is_only_guessed() -> None:
    """The measure of the test above: concealment alone is unlike what was lost."""
    _, lost, played = _with_every_ninth_lost(OpusOptions(bitrate=40_000, application="voip"))
    assert _median_likeness(lost, played) < 0.4
    (repairs,) = played.repairs.values()
    assert repairs == Repairs(concealed=len(lost))


def _with_every_ninth_lost(opus: OpusOptions) -> tuple[Heard, list[Sent], Played]:
    said = Spurt(SAMPLE_RATE // 2, hopping_tones(20 * SAMPLE_RATE, 1))
    heard = simulate(Call((anna((said,), opus=opus),)))
    lost = heard.of("Anna")[20:-20:9]
    return heard, lost, play(batches(without(heard.events, lost)), heard.call.started)


def _median_likeness(packets: list[Sent], played: Played) -> float:
    """Frames against what is in their very places: neighbors would vouch for one that is missing."""
    signal, _ = played.signal("Anna")
    likeness = []
    for packet in packets:
        there = signal[packet.place + LOOKAHEAD :][: len(packet.sound)]
        likeness.append(there @ packet.sound / (np.linalg.norm(there) * np.linalg.norm(packet.sound)))
    return float(np.median(likeness))


@pytest.mark.parametrize("missing", [1, 4, 5, 6, 12])
def test_concealment_lasts_for_five_frames_and_then_there_is_silence(missing: int) -> None:
    heard = simulate(Call((anna(spurts((0.5, 2.0))),)))
    sent = heard.of("Anna")
    lost = sent[30 : 30 + missing]
    events = without(heard.events, lost)
    played = play(batches(events), heard.call.started)
    heard_in_place(heard, played, events, EXACT)
    (repairs,) = played.repairs.values()
    assert repairs == Repairs(concealed=min(missing, CONCEALED_FRAMES))
    _, there = played.signal("Anna")
    filled = lost[0].place + 960 * CONCEALED_FRAMES
    assert there[sent[0].place + 2 : min(filled, sent[30 + missing].place) - 2].all()
    assert not there[filled + 2 : sent[30 + missing].place - 2].any()


# --- who is who ---------------------------------------------------------------------------------


def test_a_reconnect_brings_streams_of_its_own_and_one_number_changes_hands() -> None:
    said = spurts((1.0, 3.0), (6.4, 9.0), seed=2)
    ben = Person("Ben", said, numbering=(Numbering(8), Numbering(7)), opus=QUICK)
    away = Reconnect(3 * SAMPLE_RATE, 5 * SAMPLE_RATE)
    played = check(Call((anna(numbering=(Numbering(7), Numbering(9))), ben), ROUGH, (away,)), JITTERED)
    assert played.call.owners == {"0:7": "Anna", "0:8": "Ben", "1:9": "Anna", "1:7": "Ben"}


def test_a_speaker_who_is_named_minutes_later_is_heard_from_the_first_word() -> None:
    call = Call((anna(evenly(25, 1.0, 5.0), announced=130_000 * MS),), Network(jitter=4 * MS))
    heard = simulate(call)
    assert heard.events[-2].time - heard.of("Anna")[0].arrivals[0] > 130_000 * MS
    played = play(batches(heard.events), call.started)
    heard_in_place(heard, played, heard.events, JITTERED)
    assert set(played.call.owners.values()) == {"Anna"}


# --- everything at once -------------------------------------------------------------------------


class Chaos(NamedTuple):
    heard: Heard
    events: list[Event]


@pytest.fixture(scope="module")
def chaos() -> Chaos:
    """Three people, two connections, and everything above, but for the stall's blind spot."""
    opus = OpusOptions(application="audio", fec=True, expected_loss=10)
    wraps = Numbering(7, 0xFFF0, 0xFFFF_0000)
    one = anna(
        spurts((0.3, 2.0), (2.4, 5.0), (7.0, 7.6), (13.0, 17.0), (18.0, 21.0)),
        user="11", numbering=(wraps, Numbering(9)), drift_ppm=80.0, announced=1_500 * MS, opus=opus,
    )  # fmt: skip
    two = Person(
        "Ben", spurts((1.0, 3.0), (3.3, 6.0), (12.5, 14.0), (14.4, 16.0), (19.0, 21.5), seed=2),
        user="22", numbering=(Numbering(8), wraps), clock_stands=True, silence_frames=0,
        opus=OpusOptions(1920, 1, bitrate=128_000, application="audio", complexity=0),
    )  # fmt: skip
    three = Person(
        "Cora", spurts((0.4, 6.5), (14.0, 15.0), (15.3, 22.0), seed=3),
        user="33", bot=True, clock_stands=True, drift_ppm=-80.0, delay=120 * MS,
        opus=OpusOptions(480, bitrate=96_000, application="audio", complexity=0),
    )  # fmt: skip
    away = Reconnect(9 * SAMPLE_RATE, 11 * SAMPLE_RATE)
    network = dataclasses.replace(ROUGH, overtaken=40 * MS)
    heard = simulate(Call((one, two, three), network, (away,), seed=5))
    stalled = dataclasses.replace(heard, events=delayed(heard, 19.5, 20.5))
    ssrc = next(packet.ssrc for packet in heard.of("Anna"))
    events = [
        dataclasses.replace(event, timestamp=wobbled.timestamp)
        if isinstance(event, Voice) and isinstance(wobbled, Voice) and event.ssrc == ssrc
        else event
        for event, wobbled in zip(stalled.events, wobbling(stalled.events, 3), strict=True)
    ]
    return Chaos(heard, events)


def test_everything_at_once(chaos: Chaos) -> None:
    played = play(batches(chaos.events), chaos.heard.call.started)
    heard_in_place(chaos.heard, played, chaos.events, JITTERED)
    assert [p.name for p in played.call.participants()] == ["Ben", "Cora", "Anna"]


def test_a_capture_on_disk_gives_what_its_events_give(chaos: Chaos, tmp_path: Path) -> None:
    path = tmp_path / "capture.pcapng"
    with CaptureWriter(path) as writer:
        for event in chaos.events:
            writer.write(event)
    direct = play([Batch.of(chaos.events)], chaos.heard.call.started)
    for chunk in (997, 30_011, 1 << 20):
        with CaptureReader(path, chunk=chunk) as reader:
            read = play(reader.batches(), chaos.heard.call.started)
        assert same(read, direct)
        assert read.call.participants() == direct.call.participants()


def same(one: Played, other: Played) -> bool:
    """Whether two plays gave the same sound in the same places, to the last sample."""
    whole = one.whole(), other.whole()
    return whole[0].keys() == whole[1].keys() and all(
        len(pieces) == len(whole[1][track])
        and all(
            a.start == b.start and np.array_equal(a.pcm, b.pcm)
            for a, b in zip(pieces, whole[1][track], strict=True)
        )
        for track, pieces in whole[0].items()
    )


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_live_equals_offline(chaos: Chaos, data: st.DataObject) -> None:
    """However the capture is cut while it is followed, the sound is the same."""
    begin = data.draw(st.integers(0, len(chaos.events) - 300))
    events = chaos.events[begin : begin + 300]
    cuts = data.draw(st.lists(st.integers(0, 300), max_size=30).map(sorted))
    edges = [0, *cuts, 300]
    parts = [Batch.of(events[a:b], clock=events[max(0, b - 1)].time) for a, b in pairwise(edges)]
    started = events[0].time
    assert same(play(parts, started), play([Batch.of(events)], started))


def test_the_measure_itself_tells_a_sample() -> None:
    """What this file asks with: sound moved by a sample is found a sample later, other sound not at all."""
    heard = simulate(Call((anna(),)))
    signal, _ = play(batches(heard.events), heard.call.started).signal("Anna")
    place = np.median([one.lag for one in find(heard.of("Anna"), signal, 960)])
    for moved in (1, 480, -960):
        found = find(heard.of("Anna"), np.roll(signal, moved), 2000)
        assert {one.lag for one in found} == {place + moved}
    other = noise(len(signal), 99)
    assert max(one.likeness for one in find(heard.of("Anna"), other, 960)) < 0.3
