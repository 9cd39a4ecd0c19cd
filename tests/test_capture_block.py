"""transcriber.capture.block: the bytes that a capture is made of, and what a crash leaves of a block."""

from __future__ import annotations

import pytest
from capture_golden import RECORDS, SOFTWARE, START, packet, session_header
from hypothesis import given
from hypothesis import strategies as st

from transcriber.capture.block import file_header, is_torn_block, packet_block

BLOCK = packet_block(START, RECORDS[1][1])


def test_a_capture_begins_with_the_golden_header() -> None:
    assert file_header(SOFTWARE) == session_header()


@pytest.mark.parametrize("length", range(9))
def test_a_packet_block_is_the_golden_one_whatever_its_padding(length: int) -> None:
    data = bytes(range(length))
    assert packet_block(START, data) == packet("<", START, data)


@pytest.mark.parametrize("length", range(len(BLOCK)))
def test_every_beginning_of_a_block_is_a_torn_one(length: int) -> None:
    assert is_torn_block(BLOCK[:length])


def test_a_whole_block_is_none() -> None:
    assert not is_torn_block(BLOCK)


@pytest.mark.parametrize(
    "damaged",
    [
        BLOCK[:4] + b"\x00\x01\x00\x00" + BLOCK[8:],
        BLOCK[:20] + b"\xff" + BLOCK[21:],
        BLOCK[:24] + b"\xff" + BLOCK[25:],
        BLOCK[:8] + b"\x01" + BLOCK[9:],
        b"\x05" + BLOCK[1:],
    ],
    ids=["its length", "its packet's length", "its packet's length on the wire", "its interface", "its kind"],
)
def test_a_block_with_a_damaged_head_is_not_a_torn_one(damaged: bytes) -> None:
    assert not is_torn_block(damaged[:-1])


@pytest.mark.parametrize("tail", [b"\x00", b"\x06\x01", b"\x0a\x0d\x0d\x0a", b"{}"])
def test_another_beginning_is_not_a_torn_block(tail: bytes) -> None:
    assert not is_torn_block(tail)


@given(st.binary(max_size=100))
def test_any_bytes_are_told_without_an_error(tail: bytes) -> None:
    is_torn_block(tail)
