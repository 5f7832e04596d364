"""However long or odd a text is, the work grows with its size and not with its square."""

from __future__ import annotations

from functools import partial

import pytest

from benchmarks.growth import FORMS, WORKS
from briefer.checks import check_article
from briefer.extractive import draft
from briefer.mentions import Mentions
from briefer.models import Article, Claim, Draft, Sentence
from briefer.remembering import remembered
from briefer.sentences import Layout
from tests.work import calls


@pytest.mark.parametrize("form", WORKS)
def test_four_times_the_text_is_about_four_times_the_work(form: str) -> None:
    work = WORKS[form]
    work(100)  # what is read once, such as word lists, is read here
    small, large = (calls(partial(work, size)) for size in (3_000, 12_000))
    assert large < 6 * small


STORY = """\
Engineer Petra Lund{n} said on Monday that gate {n} held after water rose to {n} metres. "We have \
not found a crack in wall {n}," she told reporters. It is not known who left door {n} open. The \
drivers' union denied that {n} deliveries were late.

"""


def test_many_quotes_in_a_long_text_cost_no_more_each_than_a_few() -> None:
    text = "".join(STORY.format(n=n) for n in range(500))
    article = Article(text=text)

    def check_some(count: int) -> None:
        claims = [
            Claim(
                text=f"Wall {n} has fallen", quote=f"we have found a dragon behind wall {n} again"
            )
            for n in range(count)
        ]
        claims += [
            Claim(
                text=f"[The engineers] have not found any crack in wall {n}",
                quote=f"We have not found a crack in wall {n}",
                speaker=f"Petra Lund{n}",
            )
            for n in range(0, count, 10)
        ]
        found = check_article(article, Draft(claims=tuple(claims))).claims
        assert [claim.match == "exact" for claim in found[-count // 10 :]] == [True] * (count // 10)

    check_some(10)
    few = calls(lambda: check_some(100))
    assert calls(lambda: check_some(400)) < 5 * few


def test_a_long_line_full_of_negations_costs_no_more_a_word_than_a_short_one() -> None:
    article = Article(text="The mayor said the port is open and the harbour was calm.")

    def check_line(words: int) -> None:
        line = " ".join([*["mayor port open harbour"] * (words // 4), *["not"] * words])
        check_article(article, Draft(summary=(Sentence(text=line),)))

    check_line(40)
    few = calls(lambda: check_line(400))
    assert calls(lambda: check_line(1600)) < 5 * few


def test_an_extractive_draft_is_no_longer_than_a_few_times_its_text() -> None:
    for form in FORMS.values():
        text = (form * 4000)[:4000]
        lines = draft(Article(text=text))
        assert sum(len(claim.quote) for claim in lines.claims) < 4 * len(text)
        assert sum(len(sentence.text) for sentence in lines.summary) < 8000


def test_what_is_remembered_of_articles_is_short() -> None:
    """Names and lines come again within an article; long ones would be kept for the next ones."""
    asked: list[str] = []

    @remembered(2)
    def measured(text: str) -> int:
        asked.append(text)
        return len(text)

    for text in ("short", "x" * 2_000, "x" * 2_001, "short", "x" * 2_000, "x" * 2_001):
        assert measured(text) == len(text)
    assert [len(text) for text in asked] == [5, 2_000, 2_001, 2_001]


def _names(letter: str, verb: str, count: int) -> str:
    return " ".join(f"{letter}a{n} {verb}" for n in range(count))


def test_a_claim_of_names_for_a_quote_of_others_costs_no_more_a_name_than_a_few() -> None:
    def check_names(count: int) -> None:
        theirs, others = _names("Q", "met", count), _names("W", "saw", count)
        claim = Claim(text=f"then {others} went", quote=f"it {theirs} came")
        article = Article(text=f"it {theirs} came. then {others} went.")
        check_article(article, Draft(claims=(claim,)))

    check_names(4)
    few = calls(lambda: check_names(150))
    assert calls(lambda: check_names(600)) < 5 * few


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("It is 56% ", "a quarter a third a fifth "),
        ("on May 7 ", "7 cats "),
        ("after the vote, ", "before the vote, "),
        ("A b ", "A b "),
        ("Bell is a fish. Zed has green red coats. ", "now Bell has green red coats, "),
        ("Bell. green red coats. ", "Bell green red coats, "),
        ("the wall fell port sank not ", "the wall not fell port sank "),
    ],
)
def test_a_word_costs_no_more_in_a_long_line_on_a_long_text(said: str, line: str) -> None:
    def check_line(count: int) -> None:
        check_article(Article(text=said * count), Draft(summary=(Sentence(text=line * count),)))

    check_line(4)
    few = calls(lambda: check_line(300))
    assert calls(lambda: check_line(1200)) < 5 * few


def test_whole_words_of_a_name_are_found_with_any_apostrophe() -> None:
    text = "Jo O’Neilly came. The mayor, Jo O’Neil, was late. Pat_Roe, Pat Roe"
    mentions = Mentions(Layout(text))
    assert [text[slice(*at)] for at in mentions.whole("Jo O'Neil")] == ["Jo O’Neil"]
    assert [text[slice(*at)] for at in mentions.whole("Jo O’Neil")] == ["Jo O’Neil"]
    assert not list(mentions.whole(""))
