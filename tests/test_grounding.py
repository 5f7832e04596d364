"""A quote is evidence if its words are in the text, and only then."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from briefer.folding import inside_word
from briefer.grounding import Located, SourceText
from briefer.models import EVIDENCE, Span

TEXT = (
    "Aldona Veresh, who runs the harbour board, spoke on Tuesday.\r\n"
    '"We have not seen the ferry carry any cargo, and we continue to ask Halmere not to do that," '
    "she said. “It’s not clear to us what the owners wanted — perhaps 1,200 crates. "
    'We just don’t know," Veresh added.\r\n'
    'Milos Orlo said the port had lost $5.4 million, or 3.12 per cent, in the so-called "active" '
    "season. Orlo denied that the anti-war group was unable to pay.\r\n"
    "The re-opened café is a well-known sight. The nego-\r\ntiations went on ... for weeks in May. "
    "They will pay a price, the board wrote, if the vote fails. The board closed the pier in June. "
    "It paid for the repairs in July."
)
SOURCE = SourceText(TEXT)


def found(quote: str) -> str:
    located = SOURCE.locate(quote)
    assert bool(located.spans) == (located.match in EVIDENCE)
    return " | ".join(TEXT[span.start : span.end] for span in located.spans)


def test_verbatim_words_are_exact() -> None:
    quote = "we continue to ask Halmere not to do that"
    place = TEXT.index(quote)
    expected = Located("exact", (Span(place, place + len(quote)),))
    assert SOURCE.locate(quote) == expected
    for whole in (TEXT, "Aldona Veresh", "repairs in July."):
        located = SOURCE.locate(whole)
        assert located.match == "exact"
        assert TEXT[slice(*located.spans[0])] == whole


@pytest.mark.parametrize("break_", ["\n", "\n ", "\r\n  "])
def test_the_rest_of_a_word_that_a_line_break_cut_is_not_verbatim(break_: str) -> None:
    source = SourceText(f"They talked about nego-{break_}tiations with the port authority.")
    for end in ("with the port", "with the port authority."):
        assert source.locate(f"tiations {end}").match not in EVIDENCE
    assert source.locate("negotiations with the port").match in EVIDENCE


@pytest.mark.parametrize(
    ("quote", "place"),
    [
        ("“We have not seen the ferry", '"We have not seen the ferry'),
        ("It's not clear to us", "It’s not clear to us"),
        ("wanted--perhaps 1,200 crates", "wanted — perhaps 1,200 crates"),
        ("on Tuesday. “We have\nnot seen", 'on Tuesday.\r\n"We have not seen'),
        ("the so-called 'active' season", 'the so-called "active" season'),
        ("The re-opened cafe\u0301 is", "The re-opened café is"),
        ("the har\u00adbour board", "the harbour board"),
        ("the negotiations went on", None),
        ("The nego-tiations went on", "The nego-\r\ntiations went on"),
        ("went on… for weeks", "went on ... for weeks"),
        ("they will pay a price", "They will pay a price"),
        ("[t]hey will pay a price", "They will pay a price"),
        ("…will pay a price!”", "will pay a price"),
        ("We continue to ask Halmere", "we continue to ask Halmere"),
        ("a well-\nknown sight", "a well-known sight"),
        ("to ask Halmere not to do that [sic]", "to ask Halmere not to do that"),
        ("We have not seen [from Halmere] the ferry", "We have not seen the ferry"),
        ("[Orlo] said the port had lost", None),
        ("what the owners wanted — perhaps [1,200] crates", ""),
    ],
)
def test_typography_may_differ(quote: str, place: str | None) -> None:
    expected = {"the negotiations went on": "The nego-\r\ntiations went on"}.get(quote, place)
    if quote.startswith("[Orlo]"):
        expected = "said the port had lost"
    assert found(quote) == expected
    assert SOURCE.locate(quote).match == ("normalised" if expected else "altered")


@pytest.mark.parametrize(
    "quote",
    [
        "We have seen the ferry carry any cargo",
        "We have not not seen the ferry carry any cargo",
        "we continue to ask Orlo not to do that",
        "perhaps 1,300 crates. We just don't know",
        "perhaps 1200 crates",
        "We just do know",
        "We don't just know",
        "might have lost $5.4 million",
        "had lost €5.4 million",
        "the so-called active season",
        "the well known sight",
        "IT’S NOT clear to us",
        "the board wrote, when the vote fails",
    ],
)
def test_one_altered_word_is_no_evidence(quote: str) -> None:
    assert SOURCE.locate(quote).match == "altered"


def test_an_altered_quote_shows_the_words_that_differ() -> None:
    located = SOURCE.locate("We have seen the ferry carry any cargo")
    assert located.detail == 'the text has "have not seen", the quote "have seen"'
    assert located.nearest is not None
    assert TEXT[slice(*located.nearest)] == "We have not seen the ferry carry any cargo"
    located = SOURCE.locate("had lost the so-called active season")
    assert "the text has" in located.detail
    assert "punctuation" in SOURCE.locate("so-called active season").detail


def test_the_words_that_differ_are_shown_whole_and_counted() -> None:
    source = SourceText('"We don\'t know how the old pier broke," Orlo said.')
    shown = source.locate("We don't see how the old pier broke").detail
    assert shown == 'the text has "don\'t know how", the quote "don\'t see how"'
    source = SourceText("The old pier of the town broke in the long cold winter of the year 1931.")
    quote = "The new pier of a town broke in the short cold spring of the year 1931"
    shown = source.locate(quote).detail
    assert shown.endswith("; and 1 more difference")


@pytest.mark.parametrize(
    "quote",
    [
        "able to pay",
        "war group",
        "12 per cent",
        "200 crates",
        "It’s not cle",
        "opened café",
        "2 per",
    ],
)
def test_a_quote_does_not_begin_or_end_inside_a_word(quote: str) -> None:
    assert quote in TEXT or "1,200 crates" in TEXT
    assert SOURCE.locate(quote).match not in EVIDENCE


def test_a_sentence_may_end_where_the_blank_after_its_point_is_lost() -> None:
    source = SourceText("The index fell on May 18.The bank of the U.S.A. saw it on News.net.")
    assert source.locate("The index fell on May 18").match == "exact"
    assert source.locate("The index fell on May 18.").match == "exact"
    assert source.locate("The bank of the U.S.A. saw it").match == "exact"
    assert source.locate("saw it on News").match not in EVIDENCE


def test_a_negative_number_keeps_its_sign() -> None:
    source = SourceText("It fell to -5 degrees on Monday and -12 later.")
    assert source.locate("5 degrees on Monday").match not in EVIDENCE
    assert source.locate("-5 degrees on Monday").match == "exact"
    assert SourceText("It was 5 degrees on Monday.").locate("-5 degrees on").match not in EVIDENCE
    source = SourceText("They made $5 million last year.")
    assert source.locate("-$5 million last").match not in EVIDENCE
    assert source.locate("— $5 million last").match == "normalised"


@pytest.mark.parametrize("quote", ["", "   ", "...", "“”", "the", "Of", "?!", "\x00", "—"])
def test_a_quote_without_content_is_absent(quote: str) -> None:
    located = SOURCE.locate(quote)
    assert located.match == "absent"
    assert located.detail


def test_an_invented_quote_is_absent() -> None:
    located = SOURCE.locate("Purple elephants danced all night over the mountain")
    assert located == Located("absent", detail="nothing like it is in the text")


@pytest.mark.parametrize(
    ("quote", "parts"),
    [
        ("We have not seen the ferry … continue to ask Halmere", 2),
        ("We have not seen the ferry ... we continue [...] not to do that", 3),
        ("It's not clear … We just don’t know", 2),
        ("The board closed the pier . . . paid for the repairs", 2),
        ("went on … in May", 2),
    ],
)
def test_parts_in_one_passage_are_a_splice(quote: str, parts: int) -> None:
    located = SOURCE.locate(quote)
    assert located.match == "spliced"
    assert len(located.spans) == parts
    assert list(located.spans) == sorted(located.spans)


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("ask Halmere not to do that … We have not seen the ferry", "not in this order"),
        ("We have … seen the ferry carry", 'leaves out "not'),
        ("We just don’t know … the port had lost", "different speakers"),
        ("to ask Halmere … Milos Orlo said the port", "different speakers"),
        ("who runs the harbour board … spoke on Tuesday … repairs in July", "too far apart"),
        ("We have … cargo", "a single word"),
        (" … ".join(["the board", "the pier"] * 8), "parts"),
    ],
)
def test_a_splice_is_not_made_of_just_any_parts(quote: str, why: str) -> None:
    located = SOURCE.locate(quote)
    assert located.match not in EVIDENCE
    assert why in located.detail


GUARDED = (
    "The old pier may soon have to close, and the ferry reportedly sank. It would “never” carry "
    "any cargo in May. The talks about trade went well, and the repairs cost about 40 crowns. "
    "The two mayors were nowhere near the gate. It is likely that the vote fails. "
    "The plan has never before been open to all. They [don't] know the way."
)


@pytest.mark.parametrize(
    ("quote", "hidden"),
    [
        ("The old pier … have to close", "may soon"),
        ("The old pier … close, and the ferry", "may soon have to"),
        ("and the ferry … sank. It would", "reportedly"),
        ("It would “…” carry any cargo", "never”"),
        ("The plan has … been open to all", "never before"),
        ("the repairs cost … 40 crowns", "about"),
        ("It is … that the vote fails", "likely"),
        ("to all. They … know the way", "don't]"),
        ("The old pier may soon … close, and the ferry", None),
        ("The talks … trade went well", None),
        ("The old pier … and the ferry", None),
    ],
)
def test_an_ellipsis_hides_neither_a_hedge_nor_a_negation(quote: str, hidden: str | None) -> None:
    """What limits the words after an ellipsis has to stay; a hedge of other words need not."""
    located = SourceText(GUARDED).locate(quote)
    assert (located.match == "spliced") == (hidden is None)
    assert hidden is None or f'the ellipsis leaves out "{hidden}"' in located.detail


def test_a_running_quotation_may_be_spliced_over_paragraphs() -> None:
    text = '"The gate was open all night, she wrote.\n"People went in after nine, and I slept."\n'
    assert SourceText(text).locate("The gate was open … after nine, and I slept").match == "spliced"
    text = '"The gate was open all night," she wrote.\n"People went in after nine," Orlo said.\n'
    assert SourceText(text).locate("The gate was open … in after nine").match == "altered"


def test_speakers_in_one_paragraph_are_told_apart() -> None:
    text = '"We will pay the fee," said Ana Veresh. "They will never pay it," said Milos Orlo.'
    assert SourceText(text).locate("We will pay … pay it").match == "altered"
    text = '"We will pay the fee," said Ana Veresh. "They asked us twice."'
    assert SourceText(text).locate("We will pay … asked us twice").match == "spliced"


def test_the_ellipsis_of_the_source_is_plain_text() -> None:
    assert SOURCE.locate("went on ... for weeks").match == "exact"
    assert SOURCE.locate("[W]ent on … for weeks").match == "normalised"


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("We have [not] seen the ferry", "changes what is said"),
        ("They will [perhaps] pay a price", "changes what is said"),
        ("They [must] pay a price, the board", "changes what is said"),
        ("They will pay [12] a price", "more than a name"),
        ("They will pay [Germany] a price", "is not in the text"),
        ("We have [Halmere] seen the ferry", 'the text has "have not seen"'),
        ("[Halmere has] seen the ferry carry", 'the text has "not"'),
        ("[Veresh] said the port had lost", 'the text has "Milos Orlo"'),
        ("we continue to ask [Milos Orlo] not to do that", "Halmere"),
        ("The board [denied] closed the pier", "changes what is said"),
        ("The board [who denied it] closed the pier", "changes what is said"),
        ("The board [half] closed the pier", "changes what is said"),
        ("The [so-called] board closed the pier", "is not in the text"),
        ("The board [fails to] closed the pier", "changes what is said"),
        ("It paid [carry] for the repairs", "more than a name"),
        ("The [weeks] board closed the pier", "more than a name"),
        ("[weeks] board closed the pier", "more than a name"),
        ("The board closed [ask any]", "more than a name"),
    ],
)
def test_brackets_hide_nothing(quote: str, why: str) -> None:
    located = SOURCE.locate(quote)
    assert located.match not in EVIDENCE
    assert why in located.detail


def test_a_bracket_may_name_whom_a_pronoun_means() -> None:
    text = "The guards saw him at noon, Orlo said. They did not stop him at the gate."
    assert SourceText(text).locate("saw [Orlo] at noon").match == "normalised"
    assert SourceText(text).locate("did not stop [Orlo] at the gate").match == "normalised"
    assert SourceText(text).locate("did [Orlo] stop him").match == "altered"
    text = "The guards took their keys and [sic] his bags. Orlo's men left."
    assert SourceText(text).locate("took [Orlo's] keys").match == "normalised"
    assert SourceText(text).locate("took [Orlo] keys").match == "altered"
    quote = "[The guards] took [Orlo's] keys"
    assert SourceText(text).locate(quote).match == "normalised"
    assert SourceText(text).locate("[T]ook their keys and [sic] his bags").match == "normalised"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("It was them whom [the guards] saw", "It was them whom we saw"),
        ("them whom [guards] saw", "them whom we saw"),
        ('Lund said, "[The guards] came on foot', 'Lund said, "They came on foot'),
        ("came on foot — [the men] had run", "came on foot — they had run"),
        ("whom we saw [at the gate]", "whom we saw"),
        ("[Orlo's] guards came", None),
        ("them whom we [Ana Orlo] saw", "them whom we saw"),
        ("them [s\u00adic] whom", "them whom"),
        ("[\u200bI]t was them", "It was them"),
    ],
)
def test_a_bracket_may_stand_for_a_pronoun_beside_marks(quote: str, found: str | None) -> None:
    text = (
        'It was them whom we saw, Ana said. Lund said, "They came on foot — they had run." '
        "Orlo's guards stood at the gate, and the men were there."
    )
    located = SourceText(text).locate(quote)
    assert [text[slice(*span)] for span in located.spans] == ([found] if found else [])


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("[T]he gate was open", "The gate was open"),
        ("the gate [sic] was open when [the guards] came [sic] home", None),
        ("gate was open when [the guards] came", "gate was open when they came"),
        ("when [Ana] [the guards] came home", "when they came home"),
        ("came [at night] home by the [long] road", "came home by the [long] road"),
        ("[W]hen [they] came [h]ome", "when they came home"),
        ("they [sic] came " + "home [sic] " * 30, ""),
    ],
)
def test_brackets_are_found_far_down_and_every_time(quote: str, found: str | None) -> None:
    """Also where the longest words beside the brackets stand in many other places."""
    story = "The gate was open when they came home by the [long] road. "
    text = (
        "Ana and the guards came at night, was open when it rained, then the gate was shut. " * 50
        + story
        + "Nobody saw them come home by the sea. " * 50
        + story
    )
    expected = "The gate was open when they came home" if found is None else found
    last = text.rfind(expected)
    for within, start in ((None, text.find(expected)), (Span(last, len(text)), last)):
        located = SourceText(text).locate(quote, within=within)
        assert [text[slice(*span)] for span in located.spans] == ([expected] if expected else [])
        assert not expected or located.spans[0].start == start


def test_within_looks_only_there() -> None:
    text = "It will rain. It will rain. It will snow."
    source = SourceText(text)
    assert source.locate("It will rain", within=Span(14, 41)).spans == (Span(14, 26),)
    assert source.locate("it  will rain", within=Span(14, 41)).spans == (Span(14, 26),)
    assert source.locate("It will snow", within=Span(0, 27)).match not in EVIDENCE


@pytest.mark.parametrize(
    ("text", "quote", "span"),
    [
        ("Hi 👩‍🚀👍🏽 all, we left", "we  left", "we left"),
        ("他说：“我们还不知道。”然后离开", '"我们还不知道"', "我们还不知道"),
        ("我们还\n不知道", "我们还不知道", "我们还\n不知道"),
        ("nu\x00l and we left", "nul and we", "nu\x00l and we"),
        ("Die Größe des Hafens", "Gro\u0308ße  des", "Größe des"),
        ("हिन्दी भाषा में", "भाषा  में", "भाषा में"),
        ("قال إنه لا يعرف", "إنه  لا", "إنه لا"),
        ("The oﬃce was shut", "office was", "oﬃce was"),
        ("one\r\ntwo\r\nthree", "two three", "two\r\nthree"),
    ],
)
def test_offsets_are_right_in_any_script(text: str, quote: str, span: str) -> None:
    located = SourceText(text).locate(quote)
    assert located.match == "normalised"
    assert text[slice(*located.spans[0])] == span


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It holds ½ million litres", "2 million litres"),
        ("It holds ½ million litres", "It holds 1"),
        ("It was a ﬁne day", "ine day"),
        ("They turned it oﬀ", "They turned it of"),
        ("A ㎞ of road", "A k"),
    ],
)
def test_a_part_of_one_character_is_no_quote(text: str, quote: str) -> None:
    """A character that stands for several is there as a whole, or not at all."""
    assert SourceText(text).locate(quote).match not in EVIDENCE


def test_parts_of_emoji_are_not_quotes() -> None:
    source = SourceText("Look 👩‍🚀 and 👍🏽 there")
    assert source.locate("👩").match == "absent"
    assert source.locate("👍").match == "absent"
    assert source.locate("👩‍🚀").match == "exact"


# --- properties ------------------------------------------------------------------------------

SOME_WORDS = """
    the ferry did not carry café crates 1,200 3.12 anti-war don’t U.S. $5 “so” she said, — of
    Halmere. ... ﬁne 東京都 👩‍🚀 naïve co-op (and) 5%
"""
WORDS = st.sampled_from(SOME_WORDS.split())
PROSE = st.lists(WORDS, min_size=4, max_size=40).map(" ".join)


ANY_TEXT = st.lists(
    st.one_of(WORDS, st.text(max_size=3), st.sampled_from(" \n\r\x00-'’")), min_size=3, max_size=25
)


@given(ANY_TEXT.map("".join), st.data())
@settings(max_examples=100, deadline=None)
def test_any_slice_on_word_boundaries_is_exact(text: str, data: st.DataObject) -> None:
    places = st.sampled_from([at for at in range(len(text) + 1) if not inside_word(text, at)])
    start, end = sorted((data.draw(places), data.draw(places)))
    quote = text[start:end]
    assume(len(re.findall(r"\w+", quote)) > 1)
    located = SourceText(text).locate(quote)
    assert located.match == "exact"
    assert text[slice(*located.spans[0])] == quote


@given(PROSE, st.data())
@settings(max_examples=200, deadline=None)
def test_a_retyped_slice_maps_back_to_the_slice(text: str, data: st.DataObject) -> None:
    words = list(re.finditer(r"\S+", text))
    first = data.draw(st.integers(0, len(words) - 3))
    last = data.draw(st.integers(first + 2, len(words) - 1))
    start, end = words[first].start(), words[last].end()
    quote = text[start:end]
    assume(quote[0].isalnum() and quote[-1].isalnum())
    retype = data.draw(
        st.sampled_from(
            [
                lambda q: q.replace(" ", "\r\n"),
                lambda q: q.replace("’", "'").replace("“", '"').replace("”", '"'),
                lambda q: unicodedata.normalize("NFD", q),
                lambda q: q.replace("—", "--").replace("...", "…"),
                lambda q: q.replace("ﬁ", "fi").replace("fe", "f\u00ade"),
                lambda q: f"“{q}”,",
                lambda q: q if q[0] == "ﬁ" else q[0].swapcase() + q[1:],
                lambda q: q.replace(" ", "\u00a0 "),
            ]
        )
    )
    located = SourceText(text).locate(retype(quote))
    assert located.match in {"exact", "normalised"}
    assert text[slice(*located.spans[0])].strip("“”,") == quote


@given(st.integers(0, 10**6))
@settings(max_examples=200, deadline=None)
def test_a_dropped_word_is_never_evidence(seed: int) -> None:
    rng = random.Random(seed)
    names = ("tide", "berth", "rope", "mast", "quay", "buoy", "sail", "not", "no", "may", "12")
    words = [rng.choice(names) for _ in range(60)]
    first = rng.randrange(40)
    part = words[first : first + 12]
    del part[rng.randrange(1, 11)]
    quote = " ".join(part)
    text = " ".join(words)
    stands = f" {quote} " in f" {text} "
    assert (SourceText(text).locate(quote).match in EVIDENCE) == stands


@pytest.mark.parametrize(
    "unit", [" ", '"', "a ", "… ", "unable ", "[x] a ", "not ", "a-\n", "“a” "]
)
def test_hostile_text_and_quotes_end(unit: str) -> None:
    """Each of these takes minutes where a step quadratic in the text."""
    source = SourceText(unit * (200_000 // len(unit)))
    for quote in (
        "able to",
        "a a b a",
        "a a … a b … c",
        "[x] a zz",
        unit * 9_000,
        "a b … " * 9_000,
    ):
        assert source.locate(quote).match in {"exact", "normalised", "spliced", "altered", "absent"}
        source.locate(quote, within=Span(100_000, 200_000))
