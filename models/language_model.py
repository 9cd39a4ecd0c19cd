"""Language models behind an HTTP server: anything OpenAI-compatible, and Ollama by its own API.

In: a server's URL, a model's name, a question. Out: an answer, or a `ModelFault`. Ollama is asked by
`/api/chat`, because its OpenAI-compatible endpoint ignores `num_ctx` and then cuts the oldest tokens
without a word; everything else by `/chat/completions`. An answer has one deadline from the first byte
sent to the last received, and a largest size. Neither keys nor what is said are ever logged.
"""

from __future__ import annotations

import ipaddress
import json
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2

from transcriber.config import MODEL_ANSWER_BYTES, MODEL_CONTEXT, MODEL_PATIENCE_SECONDS
from transcriber.errors import SettingError
from transcriber.minutes.language_model import Ask, ModelFault, Reply

_CONNECT_SECONDS = 5.0
"""A server that is there accepts within this; one that is not should not be waited for."""


@dataclass(slots=True)
class HttpModel:
    """A model on a server. Raises SettingError for a URL that is none."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    context: int = MODEL_CONTEXT
    patience: float = MODEL_PATIENCE_SECONDS
    """Seconds that one answer may take."""
    _ollama: bool | None = None
    _formats: list[str] = field(default_factory=lambda: ["json_schema", "json_object", "text"])

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            _ = parts.port
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingError(
                f"--llm {self.url!r} is no server's address: give one like http://127.0.0.1:11434 or "
                "https://api.example.com/v1."
            )

    @property
    def name(self) -> str:
        """What the minutes call it: the model, not where it runs."""
        return self.model

    def ask(self, ask: Ask) -> Reply:
        """The answer. Raises ModelFault when there is none in time, or none of the right form."""
        if self._ollama is None:
            self._ollama = self._is_ollama()
        return self._by_ollama(ask) if self._ollama else self._by_chat(ask)

    def _is_ollama(self) -> bool:
        try:
            return isinstance(self._call("GET", self._root() + "/api/version", None).get("version"), str)
        except ModelFault as fault:
            if fault.reason in ("unreachable", "slow"):
                raise
            return False

    def _by_ollama(self, ask: Ask) -> Reply:
        answer = self._call(
            "POST",
            self._root() + "/api/chat",
            {
                "model": self.model,
                "messages": _messages(ask),
                "stream": False,
                "format": ask.schema,
                "options": {"num_ctx": self.context, "num_predict": ask.answer_tokens, "temperature": 0},
            },
        )
        message = answer.get("message")
        text = message.get("content") if isinstance(message, dict) else None
        return _reply(text, answer.get("prompt_eval_count"), answer.get("done_reason"))

    def _by_chat(self, ask: Ask) -> Reply:
        """Servers differ in what they let an answer be held to: the strictest that this one takes."""
        body: dict[str, Any] = {
            "model": self.model,
            "messages": _messages(ask),
            "max_tokens": ask.answer_tokens,
            "temperature": 0,
            "stream": False,
        }
        while True:
            try:
                answer = self._call("POST", self._completions(), body | _format(self._formats[0], ask))
                break
            except _Refused as fault:
                if fault.status not in (400, 404, 415, 422, 500, 501) or len(self._formats) == 1:
                    raise
                del self._formats[0]
        choices, usage = answer.get("choices"), answer.get("usage")
        choice = choices[0] if isinstance(choices, list) and choices else None
        message = choice.get("message") if isinstance(choice, dict) else None
        text = message.get("content") if isinstance(message, dict) else None
        read = usage.get("prompt_tokens") if isinstance(usage, dict) else None
        return _reply(text, read, choice.get("finish_reason") if isinstance(choice, dict) else None)

    def _root(self) -> str:
        return self.url.rstrip("/").removesuffix("/v1")

    def _completions(self) -> str:
        """`/chat/completions` under the URL; under its `/v1` when the URL has no path."""
        base = self.url.rstrip("/")
        return f"{base}/chat/completions" if urlsplit(base).path else f"{base}/v1/chat/completions"

    def _call(self, method: str, url: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """One request, in a thread of its own: no client's timeout bounds a server that drips."""
        found: list[dict[str, Any] | ModelFault] = []
        with self._client() as client:

            def work() -> None:
                try:
                    found.append(_request(client, method, url, body))
                except ModelFault as fault:
                    found.append(fault)
                except Exception as error:
                    # A client closed in the middle fails in its own ways; nobody waits for them.
                    found.append(ModelFault("unreachable", f"The request failed ({type(error).__name__})."))

            thread = threading.Thread(target=work, name="language model", daemon=True)
            thread.start()
            thread.join(self.patience)
        if not found:
            raise ModelFault("slow", f"The language model gave no answer within {self.patience:g} s.")
        if isinstance(found[0], ModelFault):
            raise found[0]
        return found[0]

    def _client(self) -> httpx2.Client:
        return httpx2.Client(
            headers={"Authorization": f"Bearer {self.key}"} if self.key else {},
            timeout=httpx2.Timeout(self.patience, connect=min(_CONNECT_SECONDS, self.patience)),
            follow_redirects=False,  # a key and a meeting go where the user said, and nowhere else
            trust_env=not _is_here(urlsplit(self.url).hostname or ""),
        )


class _Refused(ModelFault):
    """The server answered with an HTTP error."""

    def __init__(self, status: int) -> None:
        super().__init__("refused", f"The language model's server answered with HTTP {status}.")
        self.status = status


def _request(client: httpx2.Client, method: str, url: str, body: dict[str, Any] | None) -> dict[str, Any]:
    try:
        with client.stream(method, url, json=body) as response:
            if response.status_code != httpx2.codes.OK:
                raise _Refused(response.status_code)
            data = bytearray()
            for piece in response.iter_bytes():
                data += piece
                if len(data) > MODEL_ANSWER_BYTES:
                    raise ModelFault("nonsense", "The language model's server sends without an end.")
    except httpx2.ConnectTimeout as error:
        raise ModelFault("unreachable", "The language model's server cannot be reached.") from error
    except httpx2.TimeoutException as error:
        raise ModelFault("slow", "The language model's server took too long.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise ModelFault("unreachable", "The language model's server cannot be reached.") from error
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ModelFault("nonsense", "The language model's server does not answer in JSON.") from error
    if not isinstance(answer, dict):
        raise ModelFault("nonsense", "The language model's server does not answer with an object.")
    return answer


def _messages(ask: Ask) -> list[dict[str, str]]:
    return [{"role": "system", "content": ask.system}, {"role": "user", "content": ask.user}]


def _format(kind: str, ask: Ask) -> dict[str, Any]:
    if kind == "json_schema":
        shape = {"name": "minutes", "strict": True, "schema": ask.schema}
        return {"response_format": {"type": "json_schema", "json_schema": shape}}
    return {"response_format": {"type": "json_object"}} if kind == "json_object" else {}


def _reply(text: object, read: object, ended: object) -> Reply:
    if not isinstance(text, str):
        raise ModelFault("nonsense", "The language model's server gives no text.")
    known = read if isinstance(read, int) and not isinstance(read, bool) and read > 0 else None
    return Reply(text, known, ended != "length")


def _is_here(host: str) -> bool:
    """Whether a host is this machine: no proxy can help with that."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
