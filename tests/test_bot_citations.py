"""Citations of a digest in Discord: links where lines were shown, else time and speaker."""

from __future__ import annotations

from bot.citations import LONGEST, linked
from transcriber.minutes.markdown import DIGEST_BASE, Links, inert
from transcriber.minutes.minutes import Quote

URL = "https://discord.com/channels/100000000000000001/1000000000000000002/1000000000000000003"


def cited(line: str, name: str = "Ann") -> str:
    return Links(DIGEST_BASE).cite(Quote(line, "1", 48_000, "text"), inert(name))


def test_a_line_that_was_shown_is_a_link_to_its_message_and_another_is_not() -> None:
    digest = f"- “a” ({cited('1-1000')}, {cited('2-5000', 'Bob')})"
    assert linked(digest, {"1-1000": URL}, 4096) == f"- “a” ([00:00:01 Ann]({URL}), 00:00:01 Bob)"


def test_without_messages_nothing_is_left_of_the_links() -> None:
    assert (
        linked(f"**Decisions**\n- “a” ({cited('1-1000')})", {}, 4096) == "**Decisions**\n- “a” (00:00:01 Ann)"
    )
    assert linked("", {"1-1000": URL}, 4096) == ""


def test_hostile_names_and_ids_stay_what_they_are() -> None:
    for name in ("](https://example.com)", "[x](line:#line-1)", "a\\", "*_`~|"):
        digest = f"({cited('~ü) [', name)})"
        assert linked(digest, {"~ü) [": URL}, 4096) == f"([00:00:01 {inert(name)}]({URL}))"
        assert linked(digest, {}, 4096) == f"(00:00:01 {inert(name)})"


def test_what_somebody_says_is_no_citation() -> None:
    said = inert("see [this](line:#line-1-1000) now")
    assert linked(f"- “{said}”", {"1-1000": URL}, 4096) == f"- “{said}”"


def test_a_long_digest_is_cut_between_rows() -> None:
    digest = "\n".join([f"{number:03} {'x' * 96}" for number in range(60)])
    rows = linked(digest, {}, 4096).split("\n")
    assert rows[-1] == "…"
    assert len(rows) == 30
    assert len("\n".join(rows)) <= LONGEST


def test_addresses_cost_no_rows_and_later_ones_give_way() -> None:
    digest = "\n".join(f"- “{'x' * 60}” ({cited(f'1-{number}')})" for number in range(30))
    found = linked(digest, {f"1-{number}": URL for number in range(30)}, 3500)
    assert len(found) <= 3500
    rows = found.split("\n")
    assert len(rows) == 30
    links = [URL in row for row in rows]
    assert links == sorted(links, reverse=True)
    assert 3 < sum(links) < 30
    assert "line:" not in found
