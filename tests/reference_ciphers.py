"""The three ciphers of the transport modes, spelled out from their specifications in plain Python.

Slow, not constant-time, and for tests only: the golden packets are made with these, so that they do
not depend on the libraries that the project uses. The published vectors in test_receive_transport
hold for both.

AES-256: FIPS 197. GCM: NIST SP 800-38D. ChaCha20, Poly1305: RFC 8439. XChaCha20-Poly1305:
draft-irtf-cfrg-xchacha-03. Salsa20, XSalsa20, secretbox: Bernstein, "Extending the Salsa20 nonce",
and "Cryptography in NaCl".
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SIGMA = struct.unpack("<4I", b"expand 32-byte k")
_TAG = 16


def _words(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _rotate(value: int, bits: int) -> int:
    value &= 0xFFFFFFFF
    return (value << bits | value >> 32 - bits) & 0xFFFFFFFF


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=False))


# --- Poly1305 and ChaCha20 ----------------------------------------------------------------------


def poly1305(message: bytes, key: bytes) -> bytes:
    """RFC 8439 section 2.5."""
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        block = message[at : at + 16] + b"\x01"
        total = (total + int.from_bytes(block, "little")) * r % ((1 << 130) - 5)
    return ((total + int.from_bytes(key[16:], "little")) & (1 << 128) - 1).to_bytes(16, "little")


def _chacha_rounds(state: Sequence[int]) -> list[int]:
    x = list(state)
    columns = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)]
    diagonals = [(0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
    for a, b, c, d in (columns + diagonals) * 10:
        for left, right in ((16, 12), (8, 7)):
            x[a] = x[a] + x[b] & 0xFFFFFFFF
            x[d] = _rotate(x[d] ^ x[a], left)
            x[c] = x[c] + x[d] & 0xFFFFFFFF
            x[b] = _rotate(x[b] ^ x[c], right)
    return x


def _chacha20(key: bytes, nonce: bytes, counter: int, size: int) -> bytes:
    stream = b""
    while len(stream) < size:
        state = (*_SIGMA, *_words(key), counter, *_words(nonce))
        mixed = _chacha_rounds(state)
        stream += struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(state, mixed, strict=True)))
        counter += 1
    return stream


def xchacha20_poly1305(key: bytes, nonce: bytes, data: bytes, associated: bytes) -> bytes:
    """Ciphertext, then the tag (draft-irtf-cfrg-xchacha-03 section 2.3, RFC 8439 section 2.8)."""
    mixed = _chacha_rounds((*_SIGMA, *_words(key), *_words(nonce[:16])))
    subkey = struct.pack("<8I", *mixed[:4], *mixed[12:])
    short = bytes(4) + nonce[16:]
    sealed = _xor(data, _chacha20(subkey, short, 1, len(data)))
    message = b"".join(part + bytes(-len(part) % 16) for part in (associated, sealed))
    message += struct.pack("<QQ", len(associated), len(sealed))
    return sealed + poly1305(message, _chacha20(subkey, short, 0, 32))


# --- XSalsa20-Poly1305 --------------------------------------------------------------------------


def _salsa_rounds(state: Sequence[int]) -> list[int]:
    x = list(state)
    columns = [(0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11)]
    rows = [(0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)]
    for a, b, c, d in (columns + rows) * 10:
        x[b] ^= _rotate(x[a] + x[d], 7)
        x[c] ^= _rotate(x[b] + x[a], 9)
        x[d] ^= _rotate(x[c] + x[b], 13)
        x[a] ^= _rotate(x[d] + x[c], 18)
    return x


def _salsa_state(key: bytes, middle: bytes) -> tuple[int, ...]:
    k, m = _words(key), _words(middle)
    return (_SIGMA[0], *k[:4], _SIGMA[1], *m, _SIGMA[2], *k[4:], _SIGMA[3])


def secretbox(key: bytes, nonce: bytes, data: bytes) -> bytes:
    """The tag, then the ciphertext: XSalsa20 whose first 32 bytes are the key of Poly1305."""
    mixed = _salsa_rounds(_salsa_state(key, nonce[:16]))
    subkey = struct.pack("<8I", *(mixed[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))
    stream, counter = b"", 0
    while len(stream) < 32 + len(data):
        state = _salsa_state(subkey, nonce[16:] + struct.pack("<Q", counter))
        mixed = _salsa_rounds(state)
        stream += struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(state, mixed, strict=True)))
        counter += 1
    sealed = _xor(data, stream[32:])
    return poly1305(sealed, stream[:32]) + sealed


# --- AES-256-GCM --------------------------------------------------------------------------------


def _double(value: int) -> int:
    return (value << 1 ^ (0x11B if value & 0x80 else 0)) & 0xFF


def _multiply(left: int, right: int) -> int:
    product = 0
    while right:
        product ^= left if right & 1 else 0
        left, right = _double(left), right >> 1
    return product


def _substitutions() -> bytes:
    box = bytearray()
    for value in range(256):
        inverse = next((i for i in range(256) if _multiply(value, i) == 1), 0)
        spread = inverse
        for bits in range(1, 5):
            spread ^= inverse << bits | inverse >> 8 - bits
        box.append(spread & 0xFF ^ 0x63)
    return bytes(box)


_BOX = _substitutions()


def _round_keys(key: bytes) -> list[bytes]:
    words = [key[i : i + 4] for i in range(0, 32, 4)]
    constant = 1
    for i in range(8, 60):
        word = words[-1]
        if i % 8 == 0:
            word = bytes(_BOX[b] for b in word[1:] + word[:1])
            word = bytes((word[0] ^ constant,)) + word[1:]
            constant = _double(constant)
        elif i % 8 == 4:
            word = bytes(_BOX[b] for b in word)
        words.append(_xor(word, words[i - 8]))
    return [b"".join(words[i : i + 4]) for i in range(0, 60, 4)]


def _mix_column(column: bytes) -> bytes:
    rows = ((2, 3, 1, 1), (1, 2, 3, 1), (1, 1, 2, 3), (3, 1, 1, 2))
    mixed = []
    for row in rows:
        value = 0
        for factor, byte in zip(row, column, strict=True):
            value ^= _multiply(byte, factor)
        mixed.append(value)
    return bytes(mixed)


def _aes(keys: list[bytes], block: bytes) -> bytes:
    block = _xor(block, keys[0])
    for number, key in enumerate(keys[1:], 1):
        shifted = bytes(_BOX[block[(i + 4 * (i % 4)) % 16]] for i in range(16))
        if number < len(keys) - 1:
            shifted = b"".join(_mix_column(shifted[i : i + 4]) for i in range(0, 16, 4))
        block = _xor(shifted, key)
    return block


def _times(x: int, y: int) -> int:
    """Multiplication in GF(2^128), bits as SP 800-38D section 6.3 numbers them."""
    product = 0
    for bit in range(127, -1, -1):
        product ^= x if y >> bit & 1 else 0
        x = x >> 1 ^ (0xE1 << 120 if x & 1 else 0)
    return product


def aes256_gcm(key: bytes, nonce: bytes, data: bytes, associated: bytes) -> bytes:
    """Ciphertext, then the tag, for a nonce of 12 bytes (SP 800-38D section 7.1)."""
    keys = _round_keys(key)
    stream = b"".join(_aes(keys, nonce + struct.pack("!I", i)) for i in range(1, 2 + (len(data) + 15) // 16))
    sealed = _xor(data, stream[16:])
    message = b"".join(part + bytes(-len(part) % 16) for part in (associated, sealed))
    message += struct.pack("!QQ", 8 * len(associated), 8 * len(sealed))
    subkey = int.from_bytes(_aes(keys, bytes(16)), "big")
    total = 0
    for at in range(0, len(message), 16):
        total = _times(total ^ int.from_bytes(message[at : at + 16], "big"), subkey)
    return sealed + _xor(total.to_bytes(16, "big"), stream)[:_TAG]
