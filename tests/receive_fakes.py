"""A fake of end-to-end encryption that fails in the ways in which davey's does.

An encrypted frame names nobody: only its sender's key of its epoch opens it, and only once. Users
have keys of those epochs that the fake was told of; everything else is `NoKeyYet`.
"""

from __future__ import annotations

import hashlib

from transcriber.errors import NoKeyYet, Unauthentic
from transcriber.receive.e2ee import looks_encrypted
from transcriber.receive.rtp import RtpPacket
from transcriber.types import SILENCE_FRAME

SECOND = 1_000_000_000
FRAME = 20_000_000


def rtp(ssrc: int, sequence: int, payload: bytes) -> bytes:
    """A datagram of plain RTP, its timestamp in step with its number."""
    return bytes(
        RtpPacket.build(
            sequence=sequence & 0xFFFF, timestamp=sequence * 960 & 0xFFFFFFFF, ssrc=ssrc, payload=payload
        )
    )


def opus(number: int) -> bytes:
    """A packet that looks like Opus and is told from all others."""
    return b"\x78" + number.to_bytes(4, "big")


def encrypted(user: str, epoch: int, plain: bytes, nonce: int = 0) -> bytes:
    """A frame as `user` sends it in `epoch`, laid out as DAVE does."""
    mask = _mask(user, epoch, nonce, len(plain))
    sealed = bytes(a ^ b for a, b in zip(plain, mask, strict=True))
    return sealed + _tag(user, epoch, nonce, plain) + bytes((nonce & 0x7F, 12)) + b"\xfa\xfa"


def _mask(user: str, epoch: int, nonce: int, size: int) -> bytes:
    return hashlib.shake_128(f"{user} {epoch} {nonce & 0x7F}".encode()).digest(size)


def _tag(user: str, epoch: int, nonce: int, plain: bytes) -> bytes:
    return hashlib.sha256(f"{user} {epoch} {nonce & 0x7F} ".encode() + plain).digest()[:8]


class FakeKeys:
    """A FrameDecryptor whose keys the test hands out."""

    def __init__(self) -> None:
        self.active = True
        self.generation = 1
        self.passthrough = False
        self.broken = False
        """Every decryption fails, as just after a join."""
        self.keys: dict[str, set[int]] = {}
        self.asked: list[tuple[str, bytes]] = []
        """What `decrypt` was called with."""
        self._spent: set[bytes] = set()

    def know(self, epoch: int, *users: str) -> None:
        """The keys of these users in this epoch are known from now on."""
        for user in users:
            self.keys.setdefault(user, set()).add(epoch)
        self.generation += 1

    def decrypt(self, user: str, frame: bytes) -> bytes:
        self.asked.append((user, frame))
        assert frame != SILENCE_FRAME, "a silence frame must never be asked for"
        if self.broken or user not in self.keys:
            raise NoKeyYet("There is no key of this user.")
        if not looks_encrypted(frame):
            if self.passthrough:
                return frame
            raise Unauthentic("The frame is not encrypted.")
        sealed, tag, nonce = frame[:-12], frame[-12:-4], frame[-4]
        for epoch in self.keys[user]:
            mask = _mask(user, epoch, nonce, len(sealed))
            plain = bytes(a ^ b for a, b in zip(sealed, mask, strict=True))
            if _tag(user, epoch, nonce, plain) == tag and frame not in self._spent:
                self._spent.add(frame)
                return plain
        raise NoKeyYet("No key opens this frame.")
