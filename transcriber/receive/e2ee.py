"""End-to-end encryption: the seam to its keys.

In: frames as they come out of the transport. Out: Opus packets, or the reason why not. This module
knows no key and no protocol beyond how an encrypted frame ends; `FrameDecryptor` is implemented
where the keys are (by `bot`, over davey's session), and by `NoEncryption` where there are none.

What an implementer of `FrameDecryptor` must know (DAVE protocol whitepaper, davey 0.1.7):
- `decrypt` is never called with a silence frame: those are never encrypted, and davey raises for a
  user that it has no key for even when there is nothing to decrypt.
- A frame of the next epoch, a frame of a user who just joined, a damaged frame and a repeated frame
  all fail alike (`NoValidCryptorFound`, `NoDecryptorForUser`). All of them are `NoKeyYet`: the
  receiver tells the repeated ones apart and gives the others up after HOLD_SECONDS.
- A failed attempt may be repeated at any time. A successful one may not: its frame is spent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from transcriber.errors import RemoteFault, Unauthentic
from transcriber.types import SILENCE_FRAME

_MARKER: Final = b"\xfa\xfa"
_SMALLEST_SUPPLEMENT: Final = 12
"""Tag 8, nonce 1 or more, the supplement's own size 1, marker 2 (DAVE whitepaper, "Payload format")."""


class FrameDecryptor(Protocol):
    """The keys of everybody in the call, whatever they are at the moment of asking."""

    @property
    def active(self) -> bool:
        """Frames are expected to be end-to-end encrypted (the protocol version is not 0)."""
        ...

    @property
    def generation(self) -> int:
        """A number that is another one whenever a frame that failed might succeed now.

        A new epoch, a new session, passthrough switched: all make another generation. It is read
        for every packet while something is held, so it must be cheap."""
        ...

    def decrypt(self, user: str, frame: bytes) -> bytes:
        """The Opus packet in `frame`, sent by `user`; `frame` itself where plain frames may pass.

        Raises NoKeyYet when a later attempt might succeed, Unauthentic (or another RemoteFault)
        when none will: for example for a plain frame in an encrypted call. Nothing else."""
        ...


class NoEncryption:
    """A call without end-to-end encryption: plain frames pass, encrypted ones never will."""

    active = False
    generation = 0

    def decrypt(self, user: str, frame: bytes) -> bytes:
        """`frame` itself. Raises Unauthentic when it is end-to-end encrypted."""
        if looks_encrypted(frame):
            raise Unauthentic("The frame is end-to-end encrypted, and nobody here has its key.")
        return frame


def looks_encrypted(frame: bytes) -> bool:
    """Whether a frame ends as an encrypted one does: the size of its supplement, then `FA FA`.

    An Opus packet does so once in 65536 × 256 / its length, so this is a guess only where no key
    can tell.
    """
    return frame.endswith(_MARKER) and len(frame) > 2 and _SMALLEST_SUPPLEMENT <= frame[-3] <= len(frame)


def find_owner(decryptor: FrameDecryptor, users: Iterable[str], frame: bytes) -> tuple[str, bytes] | None:
    """Whose frame this is, and the Opus packet in it, by trying one user after the other.

    Another user's key fails the frame's authentication tag, so the first success is proof. A frame
    that comes out unchanged was not encrypted and proves nothing; neither does a silence frame.
    """
    if frame == SILENCE_FRAME:
        return None
    for user in users:
        try:
            plain = decryptor.decrypt(user, frame)
        except RemoteFault:
            continue
        if plain != frame:
            return user, plain
    return None
