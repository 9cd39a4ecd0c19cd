"""Reads a page as a browser would, without running it: its elements, its data, its policy."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class ReadPage:
    """What stands in a page; `elements` holds every start tag with its attributes, in order."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    scripts: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.scripts["data"])
        return value

    @property
    def policy(self) -> str:
        [found] = [
            more["content"]
            for name, more in self.elements
            if name == "meta" and more.get("http-equiv") == "Content-Security-Policy"
        ]
        assert found is not None
        return found

    def said(self, name: str) -> list[str]:
        """The texts of all elements of this name."""
        return self.texts.get(name, [])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = ReadPage()
        self._open = ""
        self._id = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, dict(attrs)))
        self._open, self._id = tag, dict(attrs).get("id") or ""

    def handle_endtag(self, tag: str) -> None:
        self._open = self._id = ""

    def handle_data(self, data: str) -> None:
        self.page.texts.setdefault(self._open, []).append(data)
        if self._open == "script":
            key = self._id or "script"
            self.page.scripts[key] = self.page.scripts.get(key, "") + data


def read_page(text: str) -> ReadPage:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page
