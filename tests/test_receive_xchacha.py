"""transcriber.receive.xchacha: libsodium called directly, and PyNaCl's bindings, do the same."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest
import reference_ciphers as reference
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import CryptoError

from transcriber.errors import SettingError
from transcriber.receive import xchacha
from transcriber.receive.xchacha import SODIUM, XChaCha20Poly1305, find_sodium

KEY = bytes(range(32))
NONCE = bytes(range(24))
WAYS = [pytest.param(SODIUM, id="direct"), pytest.param(None, id="bindings")]
"""In the PyNaCl that is installed both are there."""


def test_the_direct_way_is_there() -> None:
    assert SODIUM is not None


@pytest.mark.parametrize("way", WAYS)
@given(plain=st.binary(max_size=300), header=st.binary(max_size=80), counter=st.integers(0, 2**32 - 1))
def test_what_was_sealed_is_opened(
    way: xchacha.Sodium | None, plain: bytes, header: bytes, counter: int
) -> None:
    nonce = counter.to_bytes(4, "big") + bytes(20)
    cipher = XChaCha20Poly1305(KEY, way)
    sealed = cipher.encrypt(nonce, plain, header)
    assert sealed == reference.xchacha20_poly1305(KEY, nonce, plain, header)
    assert cipher.decrypt(nonce, sealed, header) == plain


@pytest.mark.parametrize("way", WAYS)
def test_nothing_else_is_opened(way: xchacha.Sodium | None) -> None:
    cipher = XChaCha20Poly1305(KEY, way)
    sealed = cipher.encrypt(NONCE, b"what was said", b"header")
    for at in range(len(sealed)):
        damaged = bytearray(sealed)
        damaged[at] ^= 1
        with pytest.raises(CryptoError):
            cipher.decrypt(NONCE, bytes(damaged), b"header")
    for size in range(len(sealed)):
        with pytest.raises(CryptoError):
            cipher.decrypt(NONCE, sealed[:size], b"header")
    with pytest.raises(CryptoError):
        cipher.decrypt(NONCE, sealed, b"Header")
    with pytest.raises(CryptoError):
        cipher.decrypt(bytes(24), sealed, b"header")
    with pytest.raises(CryptoError):
        XChaCha20Poly1305(bytes(32), way).decrypt(NONCE, sealed, b"header")
    assert cipher.decrypt(NONCE, sealed, b"header") == b"what was said"


def test_libsodium_reads_no_bytes_that_are_not_there() -> None:
    with pytest.raises(SettingError, match="A key has 32 bytes, this one has 31; give it whole"):
        XChaCha20Poly1305(KEY[1:])
    assert SODIUM is not None
    with pytest.raises(CryptoError, match="A nonce has 24 bytes, this one has 23"):
        SODIUM.open(NONCE[1:], bytes(40), b"", KEY)


class Insides:
    """Another PyNaCl's."""

    def __init__(self, answer: int) -> None:
        from nacl._sodium import ffi  # type: ignore[import-not-found, unused-ignore]

        self.ffi = ffi
        self.lib = SimpleNamespace(crypto_aead_xchacha20poly1305_ietf_decrypt=lambda *_: answer)


@pytest.mark.parametrize(
    "insides",
    [
        None,
        SimpleNamespace(lib=SimpleNamespace(), ffi=SimpleNamespace()),
        Insides(0),
        Insides(-1),
        SimpleNamespace(
            lib=SimpleNamespace(crypto_aead_xchacha20poly1305_ietf_decrypt=lambda: 0), ffi=Insides(0).ffi
        ),
    ],
    ids=["no insides", "others", "opens everything", "opens nothing", "takes other arguments"],
)
def test_another_pynacl_is_used_by_its_bindings(insides: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nacl._sodium", insides)
    assert find_sodium() is None
