"""However long or odd a text is, the work grows with its size and not with its square."""

from __future__ import annotations

import pytest

from briefer.checks import check_article
from briefer.chunking import chunk
from briefer.extractive import draft
from briefer.models import Article, Brief, Claim, Draft, Question, Sentence
from briefer.render import to_markdown
from tests.work import calls

FORMS = {
    "quotation marks": '"',
    "opening marks": "“",
    "mixed marks": "“\"’‘'”",
    "nested quotations": "“He said “she said ",
    "stray marks": "“a” ”b” ",
    "a mark that is never closed": "Bell said. “x",
    "an open mark on each line": '"a b c d e\n',
    "brackets": "([",
    "closing brackets": ")]",
    "digits": "7",
    "numbers": "12,345 ",
    "one cue": "said ",
    "cues without end": "told reporters that ",
    "conditions": " if",
    "negations": "not ",
    "names": "Smith ",
    "abbreviations": "U.S. Mr. ",
    "no blanks": "abcdefg",
    "newlines": "\n",
    "carriage returns": "a\r",
    "one-line paragraphs": "A line of text that is short.\n",
    "no-break spaces": "\u00a0",
    "line separators": "\u2028",
    "joiners": "a\u200d",
    "right to left": "\u202eقال الرئيس ",
    "combining marks": "\u0301",
    "marked letters": "e\u0301\u0302\u0303",
    "no blanks between words": "新闻报道说",
    "quotations without blanks": "「他说」",
    "NUL": "a\0",
    "addresses": "https://example.org/a?b=c#d\n",
    "table rows": "| a | b |\n",
    "full stops": ".",
    "dashes": "-—",
    "hyphens at line ends": "a-\n",
    "quotations": "“We do not know,” said Ann Bell.\n\n",
    "accusations": "He accused Bell of fraud, which Bell denied. ",
    "open questions": "It is not known whether it is so. ",
    "emoji": "👩\u200d👩\u200d👧",
}


def lines_of(text: str) -> Draft:
    """Claims, a summary and a question cut out of the text, and some that are not in it."""
    claims = [
        Claim(
            text=f"Bell did not say that {text[5:60]}",
            quote=text[at : at + 60],
            speaker="Ann Bell",
        )
        for at in range(0, 600, 97)
    ]
    claims.append(Claim(text="The dog has 7 cats", quote="the dog has 7 cats", speaker="Ann Bell"))
    return Draft(
        claims=tuple(claims),
        summary=(Sentence(text=f"The dog said that {text[:80]}"), Sentence(text=text[-150:])),
        questions=(Question(text=f"Why is {text[:50]}?", quote=text[3:70]),),
    )


def whole_way(text: str) -> None:
    article = Article(text=text)
    chunk(article, max_tokens=500)
    found = (check_article(article, draft(article)), check_article(article, lines_of(text)))
    to_markdown(Brief(articles=found))


@pytest.mark.parametrize("form", FORMS)
def test_four_times_the_text_is_about_four_times_the_work(form: str) -> None:
    def text(size: int) -> str:
        return (FORMS[form] * size)[:size]

    whole_way(text(100))  # what is read once, such as word lists, is read here
    small, large = (calls(lambda size=size: whole_way(text(size))) for size in (3_000, 12_000))  # type: ignore[misc]
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


def test_an_extractive_draft_is_no_longer_than_a_few_times_its_text() -> None:
    for form in FORMS.values():
        text = (form * 4000)[:4000]
        lines = draft(Article(text=text))
        assert sum(len(claim.quote) for claim in lines.claims) < 4 * len(text)
        assert sum(len(sentence.text) for sentence in lines.summary) < 8000
