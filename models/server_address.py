"""Where a recognizer's server is and which of its models is meant: `https://host:port/v1#model`.

In: the value of `--model`. Out: an address, checked. It opens no connection. Nothing that could be a
secret is taken from an address, since addresses end up in histories and error messages.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from transcriber.errors import SettingError

_EXAMPLE = "http://127.0.0.1:8000/v1#whisper-1"
_ENDPOINT = "/audio/transcriptions"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """`url`: what sound is posted to. `model`: as the server calls it. `host`: its name or number."""

    url: str
    model: str
    host: str

    @property
    def name(self) -> str:
        """`http:whisper-1@1f2e3d4c`: the model and a mark of the server, which transcripts need not tell.

        Two servers may well call different models the same."""
        return f"http:{self.model}@{hashlib.sha256(self.url.encode()).hexdigest()[:8]}"

    @property
    def local(self) -> bool:
        """Whether what is sent there stays on this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")

    @property
    def warning(self) -> str | None:
        """What whoever records must know: None for a server on this machine."""
        if self.local:
            return None
        plain = "" if self.url.startswith("https:") else ", unencrypted for anybody on the way to hear"
        return (
            "Note: what is said leaves this machine: the sound of every utterance is sent to "
            f"{self.host}{plain}."
        )


def is_address(model: str) -> bool:
    """Whether this value of `--model` is meant for a server's address."""
    return model.lower().startswith(("http://", "https://"))


def server_address(model: str) -> ServerAddress:
    """The address in `URL#MODEL`; `/v1` is added to a URL without a path.

    Raises `SettingError` for a URL that is none, that names no model, or that holds a password or a
    query; the message repeats neither of these.
    """
    try:
        parts = urlsplit(model)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host = None
    if not host or not is_address(model) or not model.isprintable() or " " in model:
        raise SettingError(f"The --model is no server's address: give one like {_EXAMPLE}.")
    if parts.username is not None or parts.password is not None or parts.query:
        raise SettingError(
            "The server's address in --model must hold neither a user name nor a query: put the key into the "
            "environment variable TRANSCRIBER_ASR_KEY."
        )
    if not parts.fragment:
        raise SettingError(
            f"--model {model} does not say which of the server's models: add its name, as in {_EXAMPLE}."
        )
    path = parts.path.rstrip("/") or "/v1"
    base = f"{parts.scheme.lower()}://{parts.netloc}{path.removesuffix(_ENDPOINT)}"
    return ServerAddress(base + _ENDPOINT, parts.fragment, host)
