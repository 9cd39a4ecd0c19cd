"""What libopus does through ctypes, and what a packet's first bytes say without it."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opus_encoder import FRAME_SAMPLES, OpusEncoder, OpusOptions
from simulated_call import LOOKAHEAD, hopping_tones

from transcriber.audio.opus import (
    LONGEST_PACKET,
    Decoder,
    has_redundancy,
    library,
    load,
    packet_durations,
    version,
)
from transcriber.errors import MissingPart, SettingError

LIB = library()


def durations(*packets: bytes) -> list[int]:
    first = np.array([packet[0] for packet in packets], np.uint8)
    second = np.array([packet[1] if len(packet) > 1 else 0 for packet in packets], np.uint8)
    return [int(samples) for samples in packet_durations(first, second)]


def encoded(options: OpusOptions, seconds: float = 1.0, seed: int = 1) -> list[bytes]:
    with OpusEncoder(options) as encoder:
        return encoder.encode_all(hopping_tones(round(48_000 * seconds), seed))


# --- without decoding ---------------------------------------------------------------------------


@pytest.mark.parametrize("configuration", range(32))
@pytest.mark.parametrize("stereo", [0, 4])
def test_durations_are_libopus_own(configuration: int, stereo: int) -> None:
    """Every configuration with every framing, and every number of frames that code 3 can say."""
    for code in range(4):
        toc = configuration << 3 | stereo | code
        packets = [bytes([toc, count]) for count in range(64)] if code == 3 else [bytes([toc, 0])]
        for packet in [*packets, bytes([toc])]:
            theirs = int(LIB.opus_packet_get_nb_samples(packet, len(packet), 48_000))
            assert durations(packet) == [max(0, theirs)], packet


def test_no_packet_is_longer_than_120_ms() -> None:
    assert durations(bytes([3 << 3 | 3, 2]), bytes([3 << 3 | 3, 3])) == [LONGEST_PACKET, 0]


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frame", FRAME_SAMPLES)
@pytest.mark.parametrize("bitrate", [16_000, 32_000, 96_000])
def test_redundancy_is_seen_exactly_where_libopus_sees_it(channels: int, frame: int, bitrate: int) -> None:
    for fec in (False, True):
        options = OpusOptions(
            frame, 1 if channels == 1 else 2, bitrate, "voip", fec, expected_loss=20 if fec else 0
        )
        packets = encoded(options)
        assert [has_redundancy(packet) for packet in packets] == [has_lbrr(packet) for packet in packets]
        assert fec or not any(map(has_redundancy, packets))


def test_protected_speech_carries_redundancy_in_most_packets() -> None:
    packets = encoded(OpusOptions(bitrate=32_000, fec=True, expected_loss=20), 3)
    assert sum(map(has_redundancy, packets)) > 0.9 * len(packets)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("vbr", [False, True])
def test_redundancy_is_seen_in_any_framing(channels: int, vbr: bool) -> None:
    """Two and three frames in a packet (codes 1, 2, 3), and packets that padding made longer."""
    options = OpusOptions(960, 1 if channels == 1 else 2, 32_000, "voip", fec=True, expected_loss=20, vbr=vbr)
    packets = encoded(options)
    seen: set[tuple[int, bool]] = set()
    for count in (1, 2, 3):
        for at in range(0, len(packets) - count, count):
            whole = joined(packets[at : at + count])
            for packet in (whole, padded(whole, 5), padded(whole, 700)):
                seen.add((packet[0] & 3, has_lbrr(packet)))
                assert has_redundancy(packet) == has_lbrr(packet)
    two = 2 if vbr else 1  # code 1 is for two frames of one size, which only CBR makes of every pair
    assert {(0, True), (two, True), (3, True), (3, False)} <= seen


@given(st.binary(max_size=60))
@example(b"")
@example(b"\x03")
@example(b"\x03\x00")
@example(b"\x03\x41\xff\xff")
@example(b"\x03\x83\xff")
@settings(max_examples=500, deadline=None)
def test_no_bytes_confuse_what_is_read_without_decoding(packet: bytes) -> None:
    ours = has_redundancy(packet)
    if len(packet) and (theirs := int(LIB.opus_packet_has_lbrr(packet, len(packet)))) >= 0:
        assert ours == bool(theirs)


def has_lbrr(packet: bytes) -> bool:
    """libopus' own answer (libopus 1.5 and later)."""
    return int(LIB.opus_packet_has_lbrr(packet, len(packet))) == 1


def joined(packets: list[bytes]) -> bytes:
    """Several packets as one, by libopus' repacketizer."""
    LIB.opus_repacketizer_create.restype = ctypes.c_void_p
    state = ctypes.c_void_p(LIB.opus_repacketizer_create())
    for packet in packets:
        assert LIB.opus_repacketizer_cat(state, packet, len(packet)) == 0
    out = ctypes.create_string_buffer(10_000)
    size = LIB.opus_repacketizer_out(state, out, len(out))
    LIB.opus_repacketizer_destroy(state)
    assert size > 0
    return out.raw[:size]


def padded(packet: bytes, more: int) -> bytes:
    data = ctypes.create_string_buffer(packet, len(packet) + more)
    assert LIB.opus_packet_pad(data, len(packet), len(packet) + more) == 0
    return data.raw


# --- decoding -----------------------------------------------------------------------------------


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frame", FRAME_SAMPLES)
def test_packets_become_the_sound_they_were_made_of(channels: int, frame: int) -> None:
    sound = hopping_tones(24_000, 3)
    options = OpusOptions(frame, 1 if channels == 1 else 2, 160_000, "audio")
    with OpusEncoder(options) as encoder:
        packets = encoder.encode_all(sound)
    decoder = Decoder(2)  # stereo whatever was sent: mono comes out on both sides
    pieces = [decoder.decode_packet(packet) for packet in packets]
    decoded = np.concatenate([piece for piece in pieces if piece is not None])
    assert decoded.shape == (len(packets) * frame, 2) and decoded.dtype == np.float32
    likeness = np.corrcoef(decoded[LOOKAHEAD : len(sound), 0], sound[: len(sound) - LOOKAHEAD])[0, 1]
    assert likeness > 0.97
    if channels == 1:
        assert np.array_equal(decoded[:, 0], decoded[:, 1])


def test_sound_is_written_where_it_is_asked_for_and_nowhere_else() -> None:
    packet = np.frombuffer(encoded(OpusOptions())[3], np.uint8)
    out = np.full((3000, 2), 7, np.float32)
    decoder = Decoder()
    address = out[1000:].ctypes.data
    assert decoder.decode(packet.ctypes.data, len(packet), address, 960) == 960
    assert decoder.conceal(address + 960 * 8, 480) == 480
    assert (out[:1000] == 7).all() and (out[2440:] == 7).all()
    assert not (out[1000:2440] == 7).any()


def test_a_lost_packet_is_rebuilt_from_the_one_behind_it() -> None:
    packets = encoded(OpusOptions(bitrate=32_000, fec=True, expected_loss=20), 2)
    whole = Decoder()
    truth = [whole.decode_packet(packet) for packet in packets][50]
    assert truth is not None and has_redundancy(packets[51])
    holed = Decoder()
    for packet in packets[:50]:
        holed.decode_packet(packet)
    out = np.zeros((960, 2), np.float32)
    behind = np.frombuffer(packets[51], np.uint8)
    assert holed.recover(behind.ctypes.data, len(behind), out.ctypes.data, 960) == 960
    assert np.corrcoef(out[:, 0], truth[:, 0])[0, 1] > 0.8


@given(
    st.binary(max_size=200), st.integers(0, 40), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 255)))
)
@settings(max_examples=300, deadline=None)
def test_damaged_packets_are_a_result_and_never_an_exception(
    noise: bytes, at: int, damage: list[tuple[int, int]]
) -> None:
    packets = DAMAGED_BELOW
    damaged = bytearray(packets[at % len(packets)])
    for place, value in damage:
        damaged[place % len(damaged)] = value
    decoder = Decoder()
    for packet in (noise, bytes(damaged), packets[0], packets[at % len(packets)][:at]):
        sound = decoder.decode_packet(packet)
        expected = durations(packet)[0] if packet else 0
        assert sound is None or (sound.shape == (expected, 2) and np.isfinite(sound).all())


DAMAGED_BELOW = encoded(OpusOptions(bitrate=24_000, fec=True, expected_loss=10)) + encoded(OpusOptions())


def test_an_empty_packet_is_damaged_and_not_a_loss() -> None:
    assert Decoder().decode_packet(b"") is None


def test_a_decoder_has_one_or_two_channels() -> None:
    with pytest.raises(SettingError, match=r"An Opus decoder has 1 or 2 channels, not 6\."):
        Decoder(6)
    with OpusEncoder(OpusOptions(channels=1)) as encoder:
        packet = encoder.encode_all(hopping_tones(960, 1))[0]
    sound = Decoder(1).decode_packet(packet)
    assert sound is not None and sound.shape == (960, 1)


def test_closing_twice_is_fine() -> None:
    decoder = Decoder()
    decoder.close()
    decoder.close()


# --- the library --------------------------------------------------------------------------------


def test_the_library_tells_its_version() -> None:
    assert version().startswith("libopus")


def test_without_libopus_a_sentence_says_how_to_get_it() -> None:
    """A file that is not there, and a library that is another one, are passed over."""
    with pytest.raises(MissingPart, match=r"libopus was not found: install it .* or reinstall .* 'av'"):
        load(["/no/such/libopus.so.0", "libc.so.6"])
    with pytest.raises(MissingPart):
        load([])


def test_the_first_library_that_is_libopus_is_taken() -> None:
    assert load(["libc.so.6", LIB._name])._name == LIB._name
