"""A headless Chromium, driven through its DevTools protocol over a pipe: no port, no network.

In: the machine's `chromium`. Out: a page that is clicked, typed into, asked and photographed as a person
would. Waiting is asking the page again at its next frame, never a sleep.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEEDED = (
    "The browser tests need Chromium, and none of "
    f"{', '.join(NAMES)} is installed (Debian, Ubuntu: apt install chromium)."
)
PATIENCE = 60.0
"""Seconds until a test stops waiting: far more than anything takes, unless it never comes."""

_KEYS = {
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    " ": (32, " "),
    "ArrowLeft": (37, ""),
    "ArrowRight": (39, ""),
}


def program() -> str | None:
    """The installed browser; None when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Chromium:
    """One browser process; `page` is a tab of it. Use it in a `with` block."""

    def __init__(self, width: int = 1280, height: int = 900) -> None:
        installed = program()
        if installed is None:
            raise SystemExit(NEEDED)
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        their_in, our_out = os.pipe()
        our_in, their_out = os.pipe()

        def connect() -> None:
            """Chromium reads commands from file 3 and answers on file 4."""
            reading, writing = os.dup(their_in), os.dup(their_out)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self._process = subprocess.Popen(
            [
                installed,
                "--headless=new",
                "--remote-debugging-pipe",
                "--no-sandbox",  # in a container there are no namespaces to make one of
                "--no-first-run",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-dev-shm-usage",
                "--mute-audio",
                "--autoplay-policy=no-user-gesture-required",
                "--force-color-profile=srgb",
                f"--user-data-dir={self._folder.name}",
            ],
            preexec_fn=connect,
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(their_in)
        os.close(their_out)
        self._out, self._in = os.fdopen(our_out, "wb", buffering=0), os.fdopen(our_in, "rb")
        self._buffer, self._count = b"", 0
        self.events: list[dict[str, Any]] = []
        self._session: str | None = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        self.size(width, height)

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        self._out.close()
        self._in.close()
        self._folder.cleanup()

    # --- the protocol -----------------------------------------------------------------------------

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its answer; what happens meanwhile is kept in `events`."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            data = data[self._out.write(data) :]
        while True:
            answer = self._receive()
            if answer.get("id") != self._count:
                self.events.append(answer)
                continue
            if "error" in answer:
                raise AssertionError(f"{method}: {answer['error']['message']}")
            result: dict[str, Any] = answer["result"]
            return result

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            piece = os.read(self._in.fileno(), 1 << 20)
            if not piece:
                raise AssertionError("Chromium ended.")
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    # --- what a person does -------------------------------------------------------------------------

    def size(self, width: int, height: int, *, mobile: bool = False) -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if mobile else 1,
            mobile=mobile,
        )

    def scheme(self, name: str, media: str = "") -> None:
        """`light` or `dark`, as the system asks for it; `media`: `print` for paper."""
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.send("Emulation.setEmulatedMedia", media=media, features=features)

    def open(self, url: str) -> None:
        """Loads a page of ours and waits until it is ready."""
        self.events.clear()
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=url)
        self.wait("performance.getEntriesByName('transcriber-ready').length > 0")

    def open_file(self, path: Path, anchor: str = "") -> None:
        self.open(path.resolve().as_uri() + (f"#{anchor}" if anchor else ""))

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page; promises are waited for."""
        answer = self.send(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until a JavaScript condition holds; fails after `PATIENCE`."""
        program = f"""new Promise((resolve) => {{
            const begin = performance.now();
            const look = () => {{
                let holds = false;
                try {{ holds = Boolean({condition}); }} catch {{ /* not there yet */ }}
                if (holds) resolve(true);
                else if (performance.now() - begin > {PATIENCE * 1000}) resolve(false);
                else setTimeout(look, 15);
            }};
            look();
        }})"""
        for _ in range(5):
            try:
                held = self.ask(program)
            except AssertionError as error:  # the page was replaced while it was asked
                if "navigated" not in str(error) and "context" not in str(error):
                    raise
                continue
            assert held, f"never came: {condition}"
            return

    def click(self, selector: str) -> None:
        """A click in the middle of the element, with a real mouse."""
        self.ask(f"document.querySelector({json.dumps(selector)}).scrollIntoViewIfNeeded()")
        box = self.ask(
            f"(() => {{ const b = document.querySelector({json.dumps(selector)}).getClientRects()[0];"
            "return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        self.click_at(*box)

    def click_at(self, x: float, y: float) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def wheel(self, x: float, y: float, down: float) -> None:
        self.send("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=down)

    def key(self, key: str, *, shift: bool = False) -> None:
        """One key pressed and released."""
        code, text = _KEYS.get(key, (ord(key.upper()) if len(key) == 1 else 0, key if len(key) == 1 else ""))
        common = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text: str) -> None:
        self.send("Input.insertText", text=text)

    def text(self, selector: str) -> str:
        return str(self.ask(f"document.querySelector({json.dumps(selector)}).innerText"))

    def picture(self, path: Path) -> Path:
        """What is to be seen, as a PNG."""
        data = self.send("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))
        return path

    def printed(self) -> bytes:
        """The page as a PDF."""
        return base64.b64decode(self.send("Page.printToPDF", printBackground=True)["data"])

    def complaints(self) -> list[str]:
        """Errors and refused loads since the page was opened."""
        self.ask("0")
        found = []
        for event in self.events:
            if event.get("method") == "Runtime.exceptionThrown":
                found.append(str(event["params"]["exceptionDetails"]))
            elif event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
                found.append(event["params"]["entry"]["text"])
        return found

    def requests(self) -> list[str]:
        """Every address that the page asked for, itself left out."""
        sent = [
            event["params"] for event in self.events if event.get("method") == "Network.requestWillBeSent"
        ]
        return [each["request"]["url"] for each in sent if each["type"] != "Document"]
