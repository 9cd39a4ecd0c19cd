"""transcriber.receive.e2ee: what passes without keys, and whose frame it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from receive_fakes import FakeKeys, encrypted, opus

from transcriber.errors import Unauthentic
from transcriber.receive.e2ee import FrameDecryptor, NoEncryption, find_owner, looks_encrypted
from transcriber.types import SILENCE_FRAME

ENCRYPTED = encrypted("ann", 1, opus(1))


def test_both_decryptors_are_what_the_receiver_asks_for() -> None:
    decryptors: list[FrameDecryptor] = [NoEncryption(), FakeKeys()]
    assert [decryptor.active for decryptor in decryptors] == [False, True]


def test_without_encryption_plain_frames_pass_as_they_are() -> None:
    assert NoEncryption().decrypt("ann", opus(1)) == opus(1)


def test_without_encryption_an_encrypted_frame_will_never_be_read() -> None:
    with pytest.raises(Unauthentic, match="end-to-end encrypted, and nobody here has its key"):
        NoEncryption().decrypt("ann", ENCRYPTED)


@pytest.mark.parametrize(
    ("frame", "is_encrypted"),
    [
        (ENCRYPTED, True),
        (bytes(9) + b"\x0c\xfa\xfa", True),
        (bytes(8) + b"\x0c\xfa\xfa", False),  # shorter than the supplement that it claims
        (bytes(9) + b"\x0b\xfa\xfa", False),  # a supplement without room for its tag
        (bytes(9) + b"\x0c\xfa\xfb", False),
        (b"\xfa\xfa", False),
        (b"\x0c\xfa\xfa", False),
        (b"", False),
        (SILENCE_FRAME, False),
    ],
)
def test_an_encrypted_frame_ends_with_the_size_of_its_supplement_and_a_marker(
    frame: bytes, is_encrypted: bool
) -> None:
    assert looks_encrypted(frame) == is_encrypted


@given(st.binary(max_size=40))
def test_any_bytes_may_be_looked_at(frame: bytes) -> None:
    looks_encrypted(frame)
    looks_encrypted(frame + b"\xfa\xfa")


def test_the_owner_is_the_one_whose_key_opens_the_frame() -> None:
    keys = FakeKeys()
    keys.know(1, "bob", "ann", "cid")
    assert find_owner(keys, ["bob", "ann", "cid"], ENCRYPTED) == ("ann", opus(1))
    assert [user for user, _ in keys.asked] == ["bob", "ann"]


def test_nobody_owns_a_frame_that_no_key_opens() -> None:
    keys = FakeKeys()
    keys.know(2, "ann", "bob")
    assert find_owner(keys, ["bob", "ann"], ENCRYPTED) is None
    assert find_owner(keys, [], ENCRYPTED) is None


def test_a_frame_that_passes_unchanged_proves_no_owner() -> None:
    keys = FakeKeys()
    keys.know(1, "ann")
    keys.passthrough = True
    assert find_owner(keys, ["ann"], opus(1)) is None
    assert find_owner(NoEncryption(), ["ann"], opus(1)) is None


def test_a_silence_frame_is_not_tried() -> None:
    keys = FakeKeys()
    keys.know(1, "ann")
    assert find_owner(keys, ["ann"], SILENCE_FRAME) is None
    assert keys.asked == []
