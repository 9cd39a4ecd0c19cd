"""The tests' Opus encoder: what it is asked for is what comes out."""

from __future__ import annotations

import numpy as np
import pytest
from opus_encoder import FRAME_SAMPLES, OpusEncoder, OpusOptions
from simulated_call import LOOKAHEAD, hopping_tones

from transcriber.audio.opus import has_redundancy, packet_durations


@pytest.mark.parametrize("frame", FRAME_SAMPLES)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_packet_has_the_duration_that_was_asked_for(frame: int, channels: int) -> None:
    with OpusEncoder(OpusOptions(frame=frame, channels=1 if channels == 1 else 2)) as encoder:
        packets = encoder.encode_all(hopping_tones(9600, seed=1))
    first = np.array([packet[0] for packet in packets], np.uint8)
    second = np.array([packet[1] for packet in packets], np.uint8)
    assert packet_durations(first, second).tolist() == [frame] * -(-9600 // frame)


def test_error_correction_is_there_when_asked_for_and_only_then() -> None:
    sound = hopping_tones(48_000, seed=2)
    with OpusEncoder(OpusOptions(bitrate=48_000, fec=True, expected_loss=10)) as encoder:
        protected = encoder.encode_all(sound)
    with OpusEncoder(OpusOptions(bitrate=48_000)) as encoder:
        plain = encoder.encode_all(sound)
    assert sum(map(has_redundancy, protected)) > len(protected) * 0.8
    assert not any(map(has_redundancy, plain))


@pytest.mark.parametrize("application", ["voip", "audio"])
def test_the_lookahead_that_the_truth_counts_with_is_libopus_own(application: str) -> None:
    with OpusEncoder(OpusOptions(application=application)) as encoder:
        assert encoder.lookahead == LOOKAHEAD


def test_wrong_shapes_and_frames_are_refused_with_a_sentence() -> None:
    with OpusEncoder() as encoder, pytest.raises(ValueError, match=r"A frame has shape \(960, 2\), not"):
        encoder.encode(np.zeros((480, 2), np.float32))
    with pytest.raises(ValueError, match="not 1000"):
        OpusEncoder(OpusOptions(frame=1000))
