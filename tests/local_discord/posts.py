"""Posting as Discord takes it: the fields of a message, its files, and the limits on both.

In: a request's body and files. Out: a message made or changed, or `Refused` with Discord's codes.
Limits: Discord's documentation, "Create Message" and "Embed limits".
"""

from __future__ import annotations

import datetime
from typing import Any, Final

from .api import TOO_LARGE, Ask, Refused
from .channel import Channel
from .guild import User
from .message import EPHEMERAL, LOADING, File, Message
from .snowflake import Snowflakes

LONGEST_CONTENT: Final = 2000
MOST_FILES: Final = 10
MOST_EMBEDS: Final = 10
LONGEST_EMBEDS: Final = 6000
"""All text of a message's embeds together."""
EMBED_LIMITS: Final = {"title": 256, "description": 4096}
MOST_FIELDS, LONGEST_FIELD_NAME, LONGEST_FIELD = 25, 256, 1024


def made(ids: Snowflakes, ask: Ask, body: dict[str, Any], channel: Channel, author: User) -> Message:
    """A message as a request describes it, not posted yet. Raises Refused."""
    check(body)
    message = Message(ids.make(), channel, author, content=body.get("content") or "")
    message.embeds = body.get("embeds") or []
    message.components = body.get("components") or []
    message.flags = body.get("flags", 0)
    message.reference = body.get("message_reference")
    message.files = files(ids, ask, body, channel, [])
    if not (message.content or message.embeds or message.files or message.components or body.get("poll")):
        raise Refused(400, 50006, "Cannot send an empty message")
    return message


def change(ids: Snowflakes, ask: Ask, body: dict[str, Any], message: Message) -> None:
    """Edits a message as a request describes it. Raises Refused."""
    check(body)
    uploaded = files(ids, ask, body, message.channel, message.files)
    message.edits.append(message.content)
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = body["embeds"] or []
    if "components" in body:
        message.components = body["components"] or []
    if "attachments" in body or ask.uploads:
        message.files = uploaded
    message.flags = message.flags & ~LOADING | body.get("flags", 0) & ~EPHEMERAL
    message.edited = datetime.datetime.now(datetime.UTC)


def files(ids: Snowflakes, ask: Ask, body: dict[str, Any], channel: Channel, old: list[File]) -> list[File]:
    """The files of a message: those it keeps, then those uploaded. Raises Refused."""
    listed = {int(each["id"]): each for each in body.get("attachments") or []}
    kept = [file for file in old if file.id in listed or "attachments" not in body]
    size = sum(len(upload.data) for upload in ask.uploads.values())
    if size > channel.guild.upload_limit:
        raise Refused(*TOO_LARGE)
    if len(kept) + len(ask.uploads) > MOST_FILES:
        raise Refused(400, 50035, f"A message has at most {MOST_FILES} files")
    for number, upload in ask.uploads.items():
        described = listed.get(number, {})
        name = described.get("filename") or upload.name
        text = described.get("description")
        kept.append(File(ids.make(), name, upload.data, upload.content_type, channel.id, text))
    return kept


def check(body: dict[str, Any]) -> None:
    """Raises Refused where a message is longer than Discord takes."""
    if len(body.get("content") or "") > LONGEST_CONTENT:
        raise _invalid(f"content: must be {LONGEST_CONTENT} or fewer in length")
    embeds = body.get("embeds") or []
    if len(embeds) > MOST_EMBEDS:
        raise _invalid(f"embeds: must be {MOST_EMBEDS} or fewer")
    total = 0
    for embed in embeds:
        for name, limit in EMBED_LIMITS.items():
            if len(embed.get(name) or "") > limit:
                raise _invalid(f"embeds.{name}: must be {limit} or fewer in length")
        fields = embed.get("fields") or []
        if len(fields) > MOST_FIELDS:
            raise _invalid(f"embeds.fields: must be {MOST_FIELDS} or fewer")
        for each in fields:
            if not 0 < len(each["name"]) <= LONGEST_FIELD_NAME or not 0 < len(each["value"]) <= LONGEST_FIELD:
                raise _invalid("embeds.fields: a name or value is empty or too long")
            total += len(each["name"]) + len(each["value"])
        footer = (embed.get("footer") or {}).get("text") or ""
        author = (embed.get("author") or {}).get("name") or ""
        total += sum(len(embed.get(name) or "") for name in EMBED_LIMITS) + len(footer) + len(author)
    if total > LONGEST_EMBEDS:
        raise _invalid(f"embeds: all text together must be {LONGEST_EMBEDS} or fewer in length")


def _invalid(text: str) -> Refused:
    return Refused(400, 50035, f"Invalid Form Body\nIn {text}")
