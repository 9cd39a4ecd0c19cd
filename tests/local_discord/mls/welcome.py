"""A welcome, and the part of it that one joiner needs."""

from __future__ import annotations

from dataclasses import dataclass

from .commit import Commit
from .wire import SUITE, Reader, inside, vector


@dataclass(frozen=True, slots=True)
class JoinerSecret:
    """The group's secrets, encrypted to one key package."""

    joiner: bytes
    """The KeyPackageRef."""
    kem_output: bytes
    ciphertext: bytes

    def __bytes__(self) -> bytes:
        return vector(self.joiner) + vector(self.kem_output) + vector(self.ciphertext)


@dataclass(frozen=True, slots=True)
class Welcome:
    """RFC 9420 section 12.4.3.1, bare, as ops 28 and 30 carry it."""

    secrets: tuple[JoinerSecret, ...]
    group_info: bytes

    @classmethod
    def read(cls, reader: Reader) -> Welcome:
        """The welcome at the reader's place. Raises Garbled."""
        reader.expect(2, SUITE, "The ciphersuite")
        secrets = tuple(
            JoinerSecret(item.vector(), item.vector(), item.vector()) for item in inside(reader.vector())
        )
        return cls(secrets, reader.vector())

    def only(self, joiner: bytes) -> Welcome | None:
        """The welcome with nothing but this joiner's secret; None when there is none."""
        secrets = tuple(secret for secret in self.secrets if secret.joiner == joiner)
        return Welcome(secrets, self.group_info) if secrets else None

    def __bytes__(self) -> bytes:
        secrets = vector(b"".join(map(bytes, self.secrets)))
        return SUITE.to_bytes(2, "big") + secrets + vector(self.group_info)


def parse_commit_welcome(payload: bytes) -> tuple[Commit, Welcome | None]:
    """The payload of op 28: a commit, and a welcome when somebody is added. Raises Garbled."""
    reader = Reader(payload)
    commit = Commit.read(reader)
    welcome = Welcome.read(reader) if reader.rest else None
    reader.end()
    return commit, welcome
