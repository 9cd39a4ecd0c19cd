"""What the messages say: lines in order, once each; drafts behind them, and nothing taken back."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.board import ROOM, Board, Post


def posts(board: Board) -> list[Post]:
    found = []
    while (post := board.next()) is not None:
        found.append(post)
    return found


def test_lines_gather_in_one_message() -> None:
    board = Board()
    assert board.next() is None
    board.say("Ann", "one")
    assert board.urgent
    assert posts(board) == [Post(0, "**Ann** one")]
    assert not board.urgent
    board.say("Ann", "two")
    board.say("Bob", "three")
    assert posts(board) == [Post(0, "**Ann** one\n\u2003two\n**Bob** three")]


def test_a_full_message_is_followed_by_another() -> None:
    board = Board()
    for number in range(3):
        board.say("Ann", f"{number} " + "x" * 900)
    first, second = posts(board)
    assert (first.number, second.number) == (0, 1)
    assert "0 x" in first.content and "1 x" in first.content
    assert second.content.startswith("**Ann** 2 x")


def test_a_draft_stands_behind_the_lines_and_is_not_urgent() -> None:
    board = Board()
    board.draft("a", "Ann", "")
    assert board.next() is None  # nothing is committed
    board.draft("a", "Ann", "good")
    assert not board.urgent
    assert posts(board) == [Post(0, "**Ann** good …")]
    board.say("Bob", "hi")
    assert posts(board) == [Post(0, "**Bob** hi\n**Ann** good …")]
    board.draft("a", "Ann", "good morning")
    assert posts(board) == [Post(0, "**Bob** hi\n**Ann** good morning …")]
    board.draft("a", "Ann", "good morning")
    assert board.next() is None


def test_the_last_draft_is_a_line() -> None:
    board = Board()
    board.draft("a", "Ann", "good")
    board.draft("b", "Bob", "what")
    posts(board)
    board.end("b", "Bob", "what else")
    assert board.urgent
    assert posts(board) == [Post(0, "**Bob** what else\n**Ann** good …")]
    board.end("a", "Ann", "good morning")
    assert posts(board) == [Post(0, "**Bob** what else\n**Ann** good morning")]


def test_a_message_tells_which_lines_it_is_the_first_to_show() -> None:
    board = Board()
    board.say("Ann", "one", ["1"])
    board.draft("a", "Ann", "two")
    board.say("Bob", "x" * 1490, ["2"])
    board.say("Bob", "y" * 1000, ["3"])
    assert [(post.number, post.lines) for post in posts(board)] == [(0, ("1", "2")), (1, ("3",))]
    board.end("a", "Ann", "two three", ["4", "5"])
    assert [(post.number, post.lines) for post in posts(board)] == [(1, ("4", "5"))]


def test_a_draft_that_came_to_nothing_goes_and_an_empty_message_too() -> None:
    board = Board()
    board.draft("a", "Ann", "hm")
    posts(board)
    board.end("a", "Ann", "")
    assert posts(board) == [Post(0, "")]
    board.end("never shown", "Ann", "")
    assert board.next() is None


def test_drafts_move_on_with_the_lines_and_are_taken_out_of_the_full_message() -> None:
    board = Board()
    board.say("Bob", "x" * 1400)
    board.draft("a", "Ann", "good")
    posts(board)
    board.say("Bob", "y" * 700)
    moved, left = posts(board)
    assert moved == Post(1, "**Bob** " + "y" * 700 + "\n**Ann** good …")
    assert left == Post(0, "**Bob** " + "x" * 1400)


def test_a_draft_that_does_not_fit_begins_another_message() -> None:
    board = Board()
    board.say("Bob", "x" * 1400)
    board.draft("a", "Ann", "good")
    posts(board)
    board.draft("a", "Ann", "good " * 100)
    without, moved = posts(board)
    assert without == Post(0, "**Bob** " + "x" * 1400)
    assert (moved.number, moved.content[:16]) == (1, "**Ann** good goo")


def test_a_message_of_drafts_alone_that_is_left_is_taken_away() -> None:
    board = Board()
    board.draft("a", "Ann", "x " * 600)
    posts(board)
    board.say("Bob", "y" * 1000)
    assert [post.number for post in posts(board)] == [0, 1]
    board = Board()
    board.draft("a", "Ann", "good")
    posts(board)
    board.break_off()
    assert posts(board) == [Post(1, "**Ann** good …"), Post(0, "")]


def test_what_is_abandoned_stays_as_it_is() -> None:
    board = Board()
    board.draft("a", "Ann", "good")
    posts(board)
    board.abandon()
    board.say("Ann", "good morning")
    assert posts(board) == [Post(0, "**Ann** good …\n\u2003good morning")]


def test_what_was_refused_is_not_said_again() -> None:
    board = Board()
    board.say("Ann", "one")
    board.draft("b", "Bob", "well")
    post = board.next()
    assert post is not None
    board.refused(post)
    board.say("Ann", "two")
    assert posts(board) == [Post(1, "**Ann** two\n**Bob** well …")]
    board.refused(Post(0, "an earlier one"))
    board.say("Ann", "three")
    assert posts(board) == [Post(1, "**Ann** two\n\u2003three\n**Bob** well …")]


_STEP = st.tuples(st.sampled_from(["say", "draft", "end", "post"]), st.integers(0, 2), st.integers(1, 700))


@given(st.lists(_STEP, max_size=60))
def test_every_line_is_there_once_and_every_committed_word_stays(steps: list[tuple[str, int, int]]) -> None:
    board = Board()
    messages: dict[int, str] = {}
    committed: dict[int, str] = {}
    said: list[str] = []
    for number, (what, who, size) in enumerate(steps):
        if what == "say":
            said.append(f"l{number}l" + "x" * size)
            board.say(f"s{who}", said[-1])
        elif what == "draft":
            committed[who] = committed.get(who, f"d{number}d") + "y" * (size // 20)
            board.draft(str(who), f"s{who}", committed[who])
        elif what == "end" and who in committed:
            said.append(committed.pop(who) + " end")
            board.end(str(who), f"s{who}", said[-1])
        elif what == "post" and (post := board.next()) is not None:
            messages[post.number] = post.content
    for post in posts(board):
        messages[post.number] = post.content
    assert max((len(content) for content in messages.values()), default=0) <= ROOM
    rows = [row for number in sorted(messages) for row in messages[number].split("\n") if row]
    lines = [row for row in rows if not row.endswith("…")]
    assert [re.sub(r"^(\*\*s\d\*\* |\u2003)", "", row) for row in lines] == said
    shown = [row.removesuffix(" …") for row in rows if row.endswith("…")]
    assert len(shown) == len(committed)
    assert all(any(row.endswith(text) for row in shown) for text in committed.values())
