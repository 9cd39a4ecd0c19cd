"""transcriber.receive.transport: all five modes, both directions, and plain RTP."""

from __future__ import annotations

from collections import Counter

import pytest
import reference_ciphers as reference
from hypothesis import given
from hypothesis import strategies as st
from receive_golden import CASES, COUNTER, KEY, Golden, kept, made

from transcriber.errors import Malformed, SettingError, Unauthentic
from transcriber.receive.rtp import RtpPacket, rtp_header
from transcriber.receive.transport import MODES, Opener, Plain, Transport

GOLDEN = kept()
RTP = [golden for golden in GOLDEN if golden.case != "rtcp"]
RTCP = [golden for golden in GOLDEN if golden.case == "rtcp"]
TAG = 16


def opened(opener: Opener, datagram: bytes) -> bytes:
    return opener.open(datagram, rtp_header(datagram))


def label(golden: Golden) -> str:
    return f"{golden.mode}-{golden.case}"


# --- published vectors --------------------------------------------------------------------------

GCM_KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
GCM_NONCE = bytes.fromhex("cafebabefacedbaddecaf888")
GCM_DATA = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
GCM_ASSOCIATED = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
GCM_SEALED = bytes.fromhex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b"
)

XCHACHA_KEY = bytes(range(0x80, 0xA0))
XCHACHA_NONCE = bytes(range(0x40, 0x58))
XCHACHA_DATA = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    b"sunscreen would be it."
)
XCHACHA_ASSOCIATED = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
XCHACHA_SEALED = bytes.fromhex(
    "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
    "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
    "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
    "21f9664c97637da9768812f615c68b13b52e"
    "c0875924c1c7987947deafd8780acf49"
)

BOX_KEY = bytes.fromhex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389")
BOX_NONCE = bytes.fromhex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37")
BOX_DATA = bytes.fromhex(
    "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc"
    "e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31"
    "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde"
    "048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864"
    "5e0705"
)
BOX_SEALED = bytes.fromhex(
    "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce"
    "48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972"
    "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae"
    "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3"
    "7973f622a43d14a6599b1f654cb45a74e355a5"
)


def test_aes_256_gcm_test_case_16_of_its_specification() -> None:
    """McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, submitted to NIST."""
    cipher = MODES["aead_aes256_gcm_rtpsize"].cipher(GCM_KEY)
    assert cipher.encrypt(GCM_NONCE, GCM_DATA, GCM_ASSOCIATED) == GCM_SEALED
    assert cipher.decrypt(GCM_NONCE, GCM_SEALED, GCM_ASSOCIATED) == GCM_DATA
    assert reference.aes256_gcm(GCM_KEY, GCM_NONCE, GCM_DATA, GCM_ASSOCIATED) == GCM_SEALED


def test_xchacha20_poly1305_as_its_draft_has_it() -> None:
    """draft-irtf-cfrg-xchacha-03, appendix A.3.1."""
    cipher = MODES["aead_xchacha20_poly1305_rtpsize"].cipher(XCHACHA_KEY)
    assert cipher.encrypt(XCHACHA_NONCE, XCHACHA_DATA, XCHACHA_ASSOCIATED) == XCHACHA_SEALED
    assert cipher.decrypt(XCHACHA_NONCE, XCHACHA_SEALED, XCHACHA_ASSOCIATED) == XCHACHA_DATA
    made_by_hand = reference.xchacha20_poly1305(XCHACHA_KEY, XCHACHA_NONCE, XCHACHA_DATA, XCHACHA_ASSOCIATED)
    assert made_by_hand == XCHACHA_SEALED


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode.startswith("xsalsa20")])
def test_xsalsa20_poly1305_as_nacl_has_it(mode: str) -> None:
    """Bernstein, "Cryptography in NaCl", section 10."""
    cipher = MODES[mode].cipher(BOX_KEY)
    assert cipher.encrypt(BOX_NONCE, BOX_DATA, b"") == BOX_SEALED
    assert cipher.decrypt(BOX_NONCE, BOX_SEALED, b"") == BOX_DATA
    assert reference.secretbox(BOX_KEY, BOX_NONCE, BOX_DATA) == BOX_SEALED


# --- golden packets -----------------------------------------------------------------------------


def test_the_golden_file_is_what_its_generator_makes() -> None:
    assert list(made()) == GOLDEN
    assert Counter(golden.mode for golden in GOLDEN) == dict.fromkeys(MODES, len(CASES) + 1)


@pytest.mark.parametrize("golden", RTP, ids=label)
def test_a_golden_packet_opens_and_seals(golden: Golden) -> None:
    transport = Transport(golden.mode, KEY)
    assert opened(transport, golden.datagram) == golden.payload
    assert transport.seal(RtpPacket.parse(golden.clear), COUNTER) == golden.datagram


@pytest.mark.parametrize("golden", RTCP, ids=label)
def test_a_golden_report_opens_and_seals(golden: Golden) -> None:
    transport = Transport(golden.mode, KEY)
    assert transport.open_rtcp(golden.datagram) == golden.clear
    assert transport.seal_rtcp(golden.clear, COUNTER) == golden.datagram


@pytest.mark.parametrize("golden", GOLDEN[: len(CASES) + 1], ids=label)
def test_plain_rtp_reads_the_same_packets_in_the_clear(golden: Golden) -> None:
    if golden.case == "rtcp":
        assert Plain().open_rtcp(golden.clear) == golden.clear
    else:
        assert opened(Plain(), golden.clear) == golden.payload


# --- what must not open -------------------------------------------------------------------------


def expect_fault(golden: Golden, datagram: bytes, key: bytes = KEY) -> None:
    transport = Transport(golden.mode, key)
    with pytest.raises((Unauthentic, Malformed)):
        if golden.case == "rtcp":
            transport.open_rtcp(datagram)
        else:
            opened(transport, datagram)


@pytest.mark.parametrize("golden", GOLDEN, ids=label)
def test_another_key_is_unauthentic(golden: Golden) -> None:
    transport = Transport(golden.mode, bytes(32))
    with pytest.raises(Unauthentic, match="not sealed with this key, or was damaged"):
        if golden.case == "rtcp":
            transport.open_rtcp(golden.datagram)
        else:
            opened(transport, golden.datagram)


@pytest.mark.parametrize("golden", GOLDEN, ids=label)
def test_a_flipped_bit_behind_the_header_never_opens(golden: Golden) -> None:
    header = 8 if golden.case == "rtcp" else len(RtpPacket.parse(golden.datagram).header)
    for at in range(header, len(golden.datagram)):
        damaged = bytearray(golden.datagram)
        damaged[at] ^= 1
        expect_fault(golden, bytes(damaged))


@pytest.mark.parametrize("golden", [g for g in GOLDEN if g.mode.endswith("_rtpsize")], ids=label)
def test_rtpsize_authenticates_every_bit_of_the_header(golden: Golden) -> None:
    size = 8 if golden.case == "rtcp" else len(RtpPacket.parse(golden.datagram).header)
    for at in range(size):
        for bit in range(8):
            damaged = bytearray(golden.datagram)
            damaged[at] ^= 1 << bit
            expect_fault(golden, bytes(damaged))


@pytest.mark.parametrize("golden", GOLDEN, ids=label)
def test_a_packet_that_was_cut_off_anywhere_never_opens(golden: Golden) -> None:
    for size in range(12, len(golden.datagram)):
        expect_fault(golden, golden.datagram[:size])


@pytest.mark.parametrize("mode", MODES)
def test_a_body_too_short_for_tag_and_nonce_is_malformed(mode: str) -> None:
    transport = Transport(mode, KEY)
    short = bytes(TAG + MODES[mode].carried - 1)
    with pytest.raises(Malformed, match=f"cannot hold tag and nonce of {mode}"):
        opened(transport, bytes(RtpPacket(1, 2, 3, short)))
    with pytest.raises(Malformed, match=f"cannot hold tag and nonce of {mode}"):
        transport.open_rtcp(bytes(8) + short)
    with pytest.raises(Malformed):
        opened(transport, bytes(RtpPacket(1, 2, 3, b"", has_extension=True)))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "body", [b"\xbe\xde\x00\x02" + bytes(7), b"\xbe\xde\xff\xff"], ids=["one byte short", "far too long"]
)
def test_an_authentic_extension_beyond_its_packet_is_malformed(mode: str, body: bytes) -> None:
    transport = Transport(mode, KEY)
    sealed = transport.seal(RtpPacket(1, 2, 3, body, has_extension=True), 1)
    with pytest.raises(Malformed, match="is longer than what follows the header"):
        opened(transport, sealed)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("count", [0, 6, 255])
def test_an_authentic_padding_beyond_its_packet_is_malformed(mode: str, count: int) -> None:
    transport = Transport(mode, KEY)
    sealed = transport.seal(RtpPacket(1, 2, 3, b"opus" + bytes((count,)), has_padding=True), 1)
    with pytest.raises(Malformed, match=f"A padding of {count} bytes is impossible in 5 bytes"):
        opened(transport, sealed)


# --- both directions ----------------------------------------------------------------------------


@given(
    mode=st.sampled_from(list(MODES)),
    key=st.binary(min_size=32, max_size=32),
    counter=st.integers(0, 0xFFFFFFFF),
    payload=st.binary(max_size=80),
    csrcs=st.lists(st.integers(0, 0xFFFFFFFF), max_size=15).map(tuple),
    extension=st.none() | st.integers(0, 20).map(lambda words: bytes(4 * words)),
    padding=st.integers(0, 255),
)
def test_opening_undoes_sealing(
    mode: str,
    key: bytes,
    counter: int,
    payload: bytes,
    csrcs: tuple[int, ...],
    extension: bytes | None,
    padding: int,
) -> None:
    transport = Transport(mode, key)
    packet = RtpPacket.build(
        sequence=1,
        timestamp=2,
        ssrc=3,
        payload=payload,
        csrcs=csrcs,
        extension=extension,
        padding=padding,
    )
    arrived = RtpPacket.parse(transport.seal(packet, counter))
    assert opened(transport, bytes(arrived)) == payload
    assert arrived.header == packet.header
    assert transport.open_rtcp(transport.seal_rtcp(b"12345678" + payload, counter)) == b"12345678" + payload


@given(st.sampled_from(list(MODES)), st.binary(max_size=100))
def test_nothing_but_our_faults_escapes_random_bytes(mode: str, datagram: bytes) -> None:
    transport = Transport(mode, KEY)
    with pytest.raises((Malformed, Unauthentic)):
        opened(transport, b"\x90" + datagram)
    with pytest.raises((Malformed, Unauthentic)):
        transport.open_rtcp(datagram)


# --- local mistakes -----------------------------------------------------------------------------


def test_an_unknown_mode_is_refused_with_all_known_ones() -> None:
    with pytest.raises(SettingError) as raised:
        Transport("aead_rot13", KEY)
    assert str(raised.value) == (
        "There is no transport mode 'aead_rot13'; choose one of aead_aes256_gcm_rtpsize, "
        "aead_xchacha20_poly1305_rtpsize, xsalsa20_poly1305_lite, xsalsa20_poly1305_suffix, "
        "xsalsa20_poly1305."
    )


@pytest.mark.parametrize("size", [0, 16, 31, 33])
@pytest.mark.parametrize("mode", MODES)
def test_a_key_that_is_not_32_bytes_is_refused(mode: str, size: int) -> None:
    with pytest.raises(SettingError) as raised:
        Transport(mode, bytes(size))
    assert str(raised.value) == f"A transport key has 32 bytes, this one has {size}; give it whole."


def test_a_nonce_that_does_not_fit_is_refused() -> None:
    packet = RtpPacket(1, 2, 3, b"opus")
    for mode, bits in (("aead_aes256_gcm_rtpsize", 32), ("xsalsa20_poly1305_suffix", 192)):
        for counter in (-1, 1 << bits):
            with pytest.raises(SettingError, match=f"A nonce of {mode} has {bits} bits; use another key."):
                Transport(mode, KEY).seal(packet, counter)


def test_sealing_what_is_no_packet_is_refused() -> None:
    transport = Transport("aead_aes256_gcm_rtpsize", KEY)
    with pytest.raises(Malformed, match="ends inside the preamble"):
        transport.seal(RtpPacket(1, 2, 3, b"abc", has_extension=True), 1)
    with pytest.raises(Malformed, match="An RTCP packet has 8 bytes or more, this one has 7"):
        transport.seal_rtcp(bytes(7), 1)


def test_a_transport_never_shows_its_key() -> None:
    assert repr(Transport("xsalsa20_poly1305", KEY)) == "Transport('xsalsa20_poly1305')"
