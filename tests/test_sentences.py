"""Sentences and paragraphs: what news prose does to full stops, quotation marks and lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.models import Span
from briefer.sentences import paragraph_at, paragraphs, sentence_breaks, sentences
from tests.conftest import SHARED


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "The vote is at 3 p.m. ET on Friday.",
        "Polls close at 8 p.m. Monday in most towns.",
        "The minister saw Dr. Ode Marsh on Friday.",
        "A letter to Sen. Ira Voss went unanswered.",
        "The talks began on Jan. 5 in Lowmere.",
        "Most U.S. troops have left the valley.",
        "The motion, No. 14 on the list, was lost.",
        "The bill was written by J. R. Holm and A. Lind.",
        "Gov. Ana R. Leal (D-Calif.) and Rep. Max Orr (R-Ky.) met her.",
        "It was a long war ... which nobody won.",
        "It was a long war . . . which nobody won.",
        "It was signed in St. Orrin and on Mt. Carrow.",
        "Acme Corp. Chairman Lea Pond resigned.",
        "It fell 3.5 percent, to 1.2 million, in the case of Roe v. Marsh.",
        "“Why now?” Marsh asked.",
        "“Stop!” he shouted from the roof.",
        "“Nobody knows,” he said.",
        "The Yahoo! offices were closed.",
        "“We have lost.” — Lea Pond",
        "The firm (Acme Inc.) did not reply.",
        "3. The court decides in May.",
    ],
)
def test_one_sentence_stays_whole(whole: str) -> None:
    """Abbreviations, initials, times, ellipses and quoted questions do not end a sentence."""
    assert split(whole) == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ["The vote ended at 3 p.m.", "The count took all night."],
        ["They have left the U.S.", "It is not known why."],
        ["The chair is Lea Pond Jr.", "He was elected in May."],
        ["The answer was no.", "Nobody was surprised."],
        ["Was it an accident?", "No.", "Police suspect arson."],
        ["“We go.", "We stay,” he said.", "“Both are possible.”", "The council met later."],
        ["He was unsure.", "(The mayor was, too.)", "The vote was put off."],
        ["He left [...]", "The rest stayed."],
        ["She waited…", "He never came."],
        ["“I had no proof of it. ...", "That is what I said.”"],
        ["It cost 5 million in 2012.", "2013 was cheaper."],
        ["The site is new.", "eLife and wikiNorth report it."],
        ["Who knows?!", "“Not I,” said Voss."],
        ["Sie sagte: „Nein.“", "Danach ging sie."],
        ["सरकार ने पुष्टि की।", "अभी यह स्पष्ट नहीं है।"],
        ["هل يُعرف السبب؟", "لا يعرفه أحد."],
    ],
)
def test_sentences_are_split_at_their_ends(parts: list[str]) -> None:
    """A closing quotation mark or bracket belongs to the sentence before it."""
    assert split(" ".join(parts)) == parts


def test_wide_marks_need_no_space() -> None:
    """Chinese and Japanese put no space between sentences; a particle goes on after a quote."""
    assert split("政府周四证实。目前尚不清楚。") == ["政府周四证实。", "目前尚不清楚。"]
    assert split("「分からない。」と述べた。次は来週だ。") == [
        "「分からない。」と述べた。",
        "次は来週だ。",
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_each_line_is_a_paragraph(line_end: str) -> None:
    """Paragraphs that single line ends separate are not joined."""
    lines = [
        "Lea Pond speaks to reporters at the harbour of Lowmere on Monday",
        "The harbour of Lowmere will stay closed. " * 4 + "Nobody knows for how long.",
        "Related Stories",
        "MOST POPULAR",
    ]
    text = line_end.join(lines)
    assert [text[start:end] for start, end in paragraphs(text)] == lines


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_wrapped_lines_are_one_paragraph(line_end: str) -> None:
    """Lines that a program broke in the middle of sentences belong together, capitals or not."""
    first = (
        "The harbour of Lowmere will stay closed until its owner has paid for the",
        "repairs, which the town says have cost 4 million since the flood in March,",
        "a spokesman for the council said. It is not known when that will be. Mayor",
        "Lea Pond, who was in Carrow on Monday for talks with the company and with",
        "Senator Ira Voss, did not reply to questions.",
    )
    second = (
        "The company, which owns two other harbours on the coast, had no comment on",
        "Monday.",
    )
    text = (line_end * 2).join(line_end.join(part) for part in (first, second))
    assert [text[start:end] for start, end in paragraphs(text)] == [
        line_end.join(first),
        line_end.join(second),
    ]
    found = [" ".join(sentence.split()) for sentence in split(text)]
    assert found[1] == "It is not known when that will be."
    assert found[2].startswith("Mayor Lea Pond, who was in Carrow")
    assert found[2].endswith("with Senator Ira Voss, did not reply to questions.")
    assert found[3].endswith("had no comment on Monday.")


def test_white_space_alone_is_no_sentence() -> None:
    """Blank lines and blanks give neither paragraphs nor sentences."""
    assert sentences("") == sentences(" \n\t\n\u2003") == paragraphs("\r\n \r\n") == []


_PIECES = st.sampled_from(
    (
        *(
            " ",
            " ",
            " ",
            "\n",
            "\n\n",
            "\r\n",
            ". ",
            ". ",
            "? ",
            "... ",
            "。",
            ".” ",
            ") ",
            "(",
            "“",
        ),
        *(
            "The",
            "U.S",
            "Mr",
            "p.m",
            "no",
            "Jan",
            "5",
            "harbour",
            "said",
            "Lea",
            "it",
            "中",
            "élan",
        ),
        *("word " * 12, "Long lines of some sixty characters that somebody has wrapped\n"),
    )
)
_TEXTS = st.one_of(st.lists(_PIECES, max_size=60).map("".join), st.text(max_size=80))


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_spans_are_trimmed_ordered_and_leave_out_nothing_but_white_space(text: str) -> None:
    """Sentences and paragraphs follow each other, and only white space lies between them."""
    for spans in (sentences(text), paragraphs(text)):
        last = 0
        for start, end in spans:
            assert last <= start < end
            assert text[last:start].strip() == ""
            assert text[start:end] == text[start:end].strip()
            last = end
        assert text[last:].strip() == ""


@settings(max_examples=150, deadline=None)
@given(_TEXTS, st.data())
def test_a_part_of_a_text_has_the_boundaries_of_the_whole(text: str, data: st.DataObject) -> None:
    """The paragraph around a place, and the breaks in a window, are those of the whole."""
    for paragraph in paragraphs(text):
        index = data.draw(st.integers(paragraph.start, paragraph.end - 1))
        assert paragraph_at(text, index) == paragraph
        breaks = list(sentence_breaks(text, paragraph, *paragraph))
        end = data.draw(st.integers(index, paragraph.end))
        window = list(sentence_breaks(text, paragraph, index, end))
        assert window == [Span(*span) for span in breaks if index <= span.start <= end]


@pytest.mark.parametrize("unit", [".", ". ", "\n", " ", "a", "。", "“", ".”", "A.", "a\n", "。」"])
def test_marks_without_end_take_linear_time(unit: str) -> None:
    """Half a million characters of anything are segmented at once."""
    text = unit * (300_000 // len(unit))
    assert len(sentences(text)) <= len(text)


@pytest.mark.skipif(not (SHARED / "data/gum_wikinews").is_dir(), reason="needs the shared data")
def test_boundaries_agree_with_annotators() -> None:
    """Sentence ends in Wikinews are those of its annotators (F1 of bare sentencex: 0.962)."""
    found = true = both = 0
    path = SHARED / "data/gum_wikinews/gum_wikinews.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold = {span[1] for span in row["sentence_spans"]}
        ours = {end for _, end in sentences(row["text"])}
        found, true, both = found + len(ours), true + len(gold), both + len(ours & gold)
    assert 2 * both / (found + true) > 0.975
