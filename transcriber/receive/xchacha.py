"""XChaCha20-Poly1305 with the tag behind (draft-irtf-cfrg-xchacha-03), through PyNaCl.

In: a key of 32 bytes; nonces of 24 bytes, ciphertexts. Out: what was encrypted, or CryptoError. It keeps
no state between packets.

The checks of PyNaCl's bindings cost several times what the cipher costs, so that decryption, which happens
to every packet, calls libsodium as the bindings do (`Sodium`). These are insides of PyNaCl that nobody
promises: where they are missing or answer otherwise than the bindings, the bindings are used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from nacl import bindings
from nacl.exceptions import CryptoError

from transcriber.errors import SettingError

NONCE_SIZE: Final = 24
_TAG_SIZE: Final = 16


class Sodium:
    """libsodium's function as PyNaCl's bindings call it.

    Raises ImportError, AttributeError, TypeError or ValueError where PyNaCl is built otherwise."""

    def __init__(self) -> None:
        insides: Any = import_module("nacl._sodium")
        self._open = insides.lib.crypto_aead_xchacha20poly1305_ietf_decrypt
        self._view, self._none = insides.ffi.buffer, insides.ffi.NULL
        self._bytes = insides.ffi.typeof("unsigned char[]")
        self._allocate = insides.ffi.new_allocator(should_clear_after_alloc=False)
        self._check()

    def open(self, nonce: bytes, data: bytes, associated_data: bytes, key: bytes) -> bytes:
        """What was encrypted. Raises CryptoError."""
        if len(nonce) != NONCE_SIZE:  # it reads as many bytes, whether there are any or not
            raise CryptoError(f"A nonce has {NONCE_SIZE} bytes, this one has {len(nonce)}.")
        size, none = len(data), self._none
        plain = self._allocate(self._bytes, size)
        if self._open(plain, none, none, data, size, associated_data, len(associated_data), nonce, key):
            raise CryptoError("Decryption failed.")
        return bytes(self._view(plain, size - _TAG_SIZE))

    def _check(self) -> None:
        """Opens what the bindings have sealed, and nothing else."""
        key, nonce, plain, header = bytes(range(32)), bytes(range(NONCE_SIZE)), b"plain", b"header"
        sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, header, nonce, key)
        if self.open(nonce, sealed, header, key) != plain:
            raise ValueError("PyNaCl's libsodium opens a packet otherwise than PyNaCl.")
        try:
            self.open(nonce, sealed, b"another", key)
        except CryptoError:
            return
        raise ValueError("PyNaCl's libsodium opens what it must not.")


def find_sodium() -> Sodium | None:
    """None where PyNaCl is built otherwise than it was."""
    try:
        return Sodium()
    except (ImportError, AttributeError, TypeError, ValueError, CryptoError):
        return None


SODIUM: Final = find_sodium()


class XChaCha20Poly1305:
    """The cipher under one key."""

    __slots__ = ("_key", "_sodium")

    def __init__(self, key: bytes, sodium: Sodium | None = SODIUM) -> None:
        if len(key) != 32:
            raise SettingError(f"A key has 32 bytes, this one has {len(key)}; give it whole.")
        self._key = key
        self._sodium = sodium

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Ciphertext and tag."""
        return bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(data, associated_data, nonce, self._key)

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """What was encrypted. Raises CryptoError."""
        if self._sodium is not None:
            return self._sodium.open(nonce, data, associated_data, self._key)
        if len(data) < _TAG_SIZE:  # the bindings would ask for less than no memory
            raise CryptoError("Too short for a tag.")
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(data, associated_data, nonce, self._key)
