"""Transport encryption: sealed RTP and RTCP to the clear and back.

In: a packet as it lies on the wire, and a 32-byte key. Out: the payload in the clear, or `Malformed`
(too short for its mode) or `Unauthentic` (another key, or damaged). A `Transport` never shows its
key, keeps no state between packets and checks no replays.

`MODES` is the table of all modes; choices and error texts are made from it. `Plain` reads RTP that
was never encrypted, in the same order of work, wherever a `Transport` could stand (`Opener`).

| mode | in the clear | authenticated | nonce | cipher |
|---|---|---|---|---|
| `…_rtpsize` | header, CSRCs, preamble of the extension | the same | last 4 bytes, then zeros | AEAD |
| `xsalsa20_poly1305_lite` | header, CSRCs | – | last 4 bytes, then zeros | secretbox |
| `xsalsa20_poly1305_suffix` | header, CSRCs | – | last 24 bytes | secretbox |
| `xsalsa20_poly1305` | header, CSRCs | – | the first 12 bytes of the header, then zeros | secretbox |

RTCP is the same with its first 8 bytes as the header. Source: Discord's developer documentation,
"Voice connections", "Transport encryption and sending voice".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl import bindings
from nacl.exceptions import CryptoError

from transcriber.errors import Malformed, SettingError, Unauthentic
from transcriber.receive.rtp import (
    EXTENSION_BIT,
    PADDING_BIT,
    RTCP_HEADER,
    RtpPacket,
    behind_extension,
    without_extension,
    without_padding,
)
from transcriber.receive.xchacha import XChaCha20Poly1305

KEY_SIZE: Final = 32
_TAG_SIZE: Final = 16
_PREAMBLE_SIZE: Final = 4
_FIXED_HEADER: Final = 12


class Opener(Protocol):
    """What reads the packets of one connection: a `Transport`, or `Plain`."""

    def open(self, datagram: bytes, header: int) -> bytes:
        """The payload of an RTP packet whose header and CSRC list take `header` bytes, without extension
        and padding; empty for a bandwidth probe.

        Raises Malformed or Unauthentic."""
        ...

    def open_rtcp(self, datagram: bytes) -> bytes:
        """The RTCP packet in the clear. Raises Malformed or Unauthentic."""
        ...


class Cipher(Protocol):
    """Authenticated encryption under one key; the tag is part of the ciphertext."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Ciphertext and tag."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """What was encrypted. Raises InvalidTag or CryptoError."""
        ...


class _SecretBox:
    """XSalsa20-Poly1305 with the tag in front (NaCl's secretbox); authenticates nothing else."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def encrypt(self, nonce: bytes, data: bytes, _associated_data: bytes, /) -> bytes:
        return bindings.crypto_secretbox(data, nonce, self._key)

    def decrypt(self, nonce: bytes, data: bytes, _associated_data: bytes, /) -> bytes:
        return bindings.crypto_secretbox_open(data, nonce, self._key)


@dataclass(frozen=True, slots=True)
class Mode:
    """How one mode lays out a packet, and its cipher. Sizes in bytes."""

    cipher: Callable[[bytes], Cipher]
    """Key to cipher."""
    nonce_size: int
    """Of the cipher's nonce; what is carried is zero-padded at the end to it."""
    carried: int
    """Of the nonce at the end of the datagram; 0 when the header is the nonce."""
    clear_preamble: bool
    """The extension's preamble belongs to the header and stays in the clear (rtpsize)."""


MODES: Final[dict[str, Mode]] = {
    "aead_aes256_gcm_rtpsize": Mode(AESGCM, nonce_size=12, carried=4, clear_preamble=True),
    "aead_xchacha20_poly1305_rtpsize": Mode(XChaCha20Poly1305, nonce_size=24, carried=4, clear_preamble=True),
    "xsalsa20_poly1305_lite": Mode(_SecretBox, nonce_size=24, carried=4, clear_preamble=False),
    "xsalsa20_poly1305_suffix": Mode(_SecretBox, nonce_size=24, carried=24, clear_preamble=False),
    "xsalsa20_poly1305": Mode(_SecretBox, nonce_size=24, carried=0, clear_preamble=False),
}
"""Name to mode, in Discord's order of preference; the last three are of recordings before 2025."""


class Transport:
    """One mode under one key, both directions.

    Raises SettingError for a mode that is not in MODES and for a key that is not 32 bytes long.
    """

    __slots__ = ("_carried", "_cipher", "_clear_preamble", "_mode", "_open", "_zeros", "mode")

    def __init__(self, mode: str, key: bytes) -> None:
        if mode not in MODES:
            raise SettingError(f"There is no transport mode {mode!r}; choose one of {', '.join(MODES)}.")
        if len(key) != KEY_SIZE:
            raise SettingError(
                f"A transport key has {KEY_SIZE} bytes, this one has {len(key)}; give it whole."
            )
        self.mode = mode
        self._mode = MODES[mode]
        self._cipher = self._mode.cipher(key)
        # These are asked for with every packet.
        self._open = self._cipher.decrypt
        self._carried = self._mode.carried
        self._zeros = bytes(self._mode.nonce_size - self._mode.carried)
        self._clear_preamble = self._mode.clear_preamble

    def __repr__(self) -> str:
        return f"Transport({self.mode!r})"

    def open(self, datagram: bytes, header: int) -> bytes:
        """The payload of an RTP packet whose header and CSRC list take `header` bytes (`rtp_header`),
        without extension and padding; empty for a bandwidth probe.

        Raises Malformed when the packet is too short for its mode or for what it says of itself,
        Unauthentic when it was not sealed with this key.
        """
        flags = datagram[0]
        if flags & EXTENSION_BIT and self._clear_preamble:
            clear = header + _PREAMBLE_SIZE
            plain = self._decrypt(datagram, clear)
            plain = behind_extension(datagram[header:clear], plain)
        else:
            plain = self._decrypt(datagram, header)
            if flags & EXTENSION_BIT:
                plain = without_extension(plain)
        return without_padding(plain) if flags & PADDING_BIT else plain

    def seal(self, packet: RtpPacket, counter: int) -> bytes:
        """The datagram that carries `packet`, whose body is in the clear.

        `counter` is the nonce that goes with it, big-endian; use none twice under one key. The
        mode `xsalsa20_poly1305` takes its nonce from the header and ignores it. Raises SettingError
        when it does not fit (32 bits, 192 in `xsalsa20_poly1305_suffix`), Malformed when the
        packet says that it has an extension, and its body is shorter than a preamble.
        """
        header, body = packet.header, packet.body
        if packet.has_extension and self._mode.clear_preamble:
            if len(body) < _PREAMBLE_SIZE:
                raise Malformed("The packet ends inside the preamble of its header extension.")
            header, body = header + body[:_PREAMBLE_SIZE], body[_PREAMBLE_SIZE:]
        return self._encrypt(header, body, counter)

    def open_rtcp(self, datagram: bytes) -> bytes:
        """The RTCP packet in the clear. Raises as `open` does."""
        return datagram[:RTCP_HEADER] + self._decrypt(datagram, RTCP_HEADER)

    def seal_rtcp(self, rtcp: bytes, counter: int) -> bytes:
        """The datagram that carries an RTCP packet; `counter` as in `seal`.

        Raises Malformed when the packet is shorter than its header of 8 bytes.
        """
        if len(rtcp) < RTCP_HEADER:
            raise Malformed(f"An RTCP packet has {RTCP_HEADER} bytes or more, this one has {len(rtcp)}.")
        return self._encrypt(rtcp[:RTCP_HEADER], rtcp[RTCP_HEADER:], counter)

    def _decrypt(self, datagram: bytes, clear: int) -> bytes:
        """What was sealed behind the first `clear` bytes."""
        carried = self._carried
        if len(datagram) < clear + _TAG_SIZE + carried:
            behind = max(0, len(datagram) - clear)
            raise Malformed(f"{behind} bytes behind the header cannot hold tag and nonce of {self.mode}.")
        if carried:
            nonce, sealed = datagram[-carried:] + self._zeros, datagram[clear:-carried]
        else:
            nonce, sealed = datagram[: min(clear, _FIXED_HEADER)], datagram[clear:]
            nonce = nonce.ljust(self._mode.nonce_size, b"\0")
        try:
            return self._open(nonce, sealed, datagram[:clear])
        except (InvalidTag, CryptoError):
            raise Unauthentic("The packet was not sealed with this key, or was damaged.") from None

    def _encrypt(self, header: bytes, body: bytes, counter: int) -> bytes:
        mode = self._mode
        if not mode.carried:
            nonce = header[:_FIXED_HEADER].ljust(mode.nonce_size, b"\0")
            return header + self._cipher.encrypt(nonce, body, header)
        if not 0 <= counter < 1 << 8 * mode.carried:
            raise SettingError(f"A nonce of {self.mode} has {8 * mode.carried} bits; use another key.")
        carried = counter.to_bytes(mode.carried, "big")
        nonce = carried.ljust(mode.nonce_size, b"\0")
        return header + self._cipher.encrypt(nonce, body, header) + carried


class Plain:
    """RTP that was never encrypted: a capture of another program's plain streams, read without a key."""

    __slots__ = ()

    def open(self, datagram: bytes, header: int) -> bytes:
        """The payload, without extension and padding. Raises Malformed."""
        flags, plain = datagram[0], datagram[header:]
        if flags & EXTENSION_BIT:
            plain = without_extension(plain)
        return without_padding(plain) if flags & PADDING_BIT else plain

    def open_rtcp(self, datagram: bytes) -> bytes:
        """The RTCP packet as it is."""
        return datagram
