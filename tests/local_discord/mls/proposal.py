"""Proposals of the external sender: Add and Remove, signed, as op 27 carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from .key_package import KeyPackage, reference
from .wire import VERSION, WIRE_FORMAT_PUBLIC, Garbled, Reader, inside, vector

_ADD, _REMOVE = 1, 3
_SENDER_EXTERNAL = 2
_CONTENT_PROPOSAL = 2
_HEAD = VERSION.to_bytes(2, "big") + WIRE_FORMAT_PUBLIC.to_bytes(2, "big")

APPEND, REVOKE = 0, 1
"""The operation types of op 27."""


@dataclass(frozen=True, slots=True)
class Add:
    """Somebody comes in."""

    package: KeyPackage

    def __bytes__(self) -> bytes:
        return _ADD.to_bytes(2, "big") + bytes(self.package)


@dataclass(frozen=True, slots=True)
class Remove:
    """A leaf becomes blank."""

    leaf: int

    def __bytes__(self) -> bytes:
        return _REMOVE.to_bytes(2, "big") + self.leaf.to_bytes(4, "big")


Proposal: TypeAlias = Add | Remove


def read_proposal(reader: Reader) -> Proposal:
    """The proposal at the reader's place. Raises Garbled for kinds that DAVE does not have."""
    kind = reader.number(2)
    if kind == _ADD:
        return Add(KeyPackage.read(reader))
    if kind == _REMOVE:
        return Remove(reader.number(4))
    raise Garbled(f"Proposals of type {kind} do not belong into DAVE.")


class Signer(Protocol):
    """Whoever proposes from outside the group."""

    def sign(self, label: str, content: bytes) -> bytes:
        """SignWithLabel of RFC 9420 section 5.1.2."""
        ...


@dataclass(frozen=True, slots=True)
class ExternalProposal:
    """An MLSMessage with the PublicMessage of an external sender (RFC 9420 sections 6 and 12.1)."""

    group: bytes
    epoch: int
    proposal: Proposal
    signature: bytes
    sender: int = 0
    authenticated_data: bytes = b""

    @classmethod
    def signed(cls, signer: Signer, group: bytes, epoch: int, proposal: Proposal) -> ExternalProposal:
        """The proposal with its signature."""
        blank = cls(group, epoch, proposal, b"")
        # An external sender does not know the group's context: it is not part of what is signed.
        return cls(group, epoch, proposal, signer.sign("FramedContentTBS", _HEAD + blank._content()))

    @classmethod
    def read(cls, reader: Reader) -> ExternalProposal:
        """The message at the reader's place. Raises Garbled."""
        reader.expect(2, VERSION, "The version")
        reader.expect(2, WIRE_FORMAT_PUBLIC, "The wire format")
        group, epoch = reader.vector(), reader.number(8)
        reader.expect(1, _SENDER_EXTERNAL, "The sender's type")
        sender, data = reader.number(4), reader.vector()
        reader.expect(1, _CONTENT_PROPOSAL, "The content's type")
        proposal = read_proposal(reader)
        return cls(group, epoch, proposal, reader.vector(), sender, data)

    @property
    def reference(self) -> bytes:
        """The ProposalRef by which a commit names it."""
        framed = WIRE_FORMAT_PUBLIC.to_bytes(2, "big") + self._content() + vector(self.signature)
        return reference("Proposal", framed)

    def _content(self) -> bytes:
        """FramedContent."""
        return b"".join(
            (
                vector(self.group),
                self.epoch.to_bytes(8, "big"),
                bytes((_SENDER_EXTERNAL,)),
                self.sender.to_bytes(4, "big"),
                vector(self.authenticated_data),
                bytes((_CONTENT_PROPOSAL,)),
                bytes(self.proposal),
            )
        )

    def __bytes__(self) -> bytes:
        return _HEAD + self._content() + vector(self.signature)


def append_payload(proposals: list[ExternalProposal]) -> bytes:
    """The payload of an op 27 that brings proposals: one length for all of them."""
    return bytes((APPEND,)) + vector(b"".join(map(bytes, proposals)))


def revoke_payload(references: list[bytes]) -> bytes:
    """The payload of an op 27 that takes proposals back."""
    return bytes((REVOKE,)) + vector(b"".join(map(vector, references)))


def parse_proposals(payload: bytes) -> list[ExternalProposal] | list[bytes]:
    """The payload of an op 27: proposals, or the references of those revoked. Raises Garbled."""
    reader = Reader(payload)
    kind = reader.number(1)
    items = reader.vector()
    reader.end()
    if kind == APPEND:
        return [ExternalProposal.read(item) for item in inside(items)]
    if kind == REVOKE:
        return [item.vector() for item in inside(items)]
    raise Garbled(f"Operation {kind} on proposals is neither append nor revoke.")
