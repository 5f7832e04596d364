"""Each check fires on what does not hold, says why, and is silent on honest lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.checks import check, check_article
from briefer.comparing import compare
from briefer.cues import stance_of
from briefer.evidence import Evidence
from briefer.models import (
    Article,
    ArticleBrief,
    Brief,
    Claim,
    Draft,
    Issue,
    Question,
    Sentence,
    Span,
    Stance,
)
from briefer.wording import Words, numbers_of
from briefer.words import lexicon, root, stem
from tests.work import calls

SHARED = Path(__file__).resolve().parents[2] / "shared"

TEXT = """Mayor Tess Quill said on Tuesday that the Arlo ferry could resume in May.

"We have not seen any sign of sabotage," Quill told reporters at the town hall. "We just don't \
know what broke the chain."

Nils Abara, who leads the dockers' union, accused Brenn Marine of ignoring 14 warnings. "They were \
told about the rotten pier in March," he said.

Brenn Marine denied the accusation. Its spokeswoman, Ida Lorne, said the pier had been checked \
twice and that 32 workers were retrained within 30 days.

Arlo sued Brenn Marine in April. The small ferry carries 4,500 passengers a day, and its crew may \
stay at home. The council urged residents not to use private boats.

The fare rose by 12 percent to 6 euros last year, while the number of night trips fell."""

ARTICLE = Article(text=TEXT, origin="harbour.txt")


def claim(text: str, quote: str, **rest: Any) -> Claim:
    return Claim(text=text, quote=quote, **rest)


def checked_claim(text: str, quote: str, **rest: Any) -> Claim:
    return check_article(ARTICLE, Draft(claims=(claim(text, quote, **rest),))).claims[0]


def checked_sentence(text: str, *claims: Claim) -> Sentence:
    claims = tuple(replace(one, id=f"c{n}") for n, one in enumerate(claims, 1))
    sentence = Sentence(text=text, claims=tuple(one.id for one in claims))
    return check_article(ARTICLE, Draft(summary=(sentence,), claims=claims)).summary[0]


def checked_question(text: str, **rest: Any) -> Question:
    return check_article(ARTICLE, Draft(questions=(Question(text=text, **rest),))).questions[0]


def types(line: Claim | Sentence | Question, kind: str | None = None) -> set[str]:
    return {issue.type for issue in line.issues if kind is None or issue.kind == kind}


# --- an honest brief ----------------------------------------------------------------------------

HONEST = Draft(
    claims=(
        claim(
            "The Arlo ferry could resume in May",
            "the Arlo ferry could resume in May",
            speaker="Tess Quill",
            stance="possible",
        ),
        claim(
            "[The town has] not seen any sign of sabotage",
            "We have not seen any sign of sabotage",
            speaker="Tess Quill",
        ),
        claim(
            "It is not known what broke the chain",
            "We just don't know what broke the chain.",
            speaker="Tess Quill",
            stance="unknown",
        ),
        claim(
            "[Brenn Marine] was told about the rotten pier in March",
            "They were told about the rotten pier in March",
            speaker="Nils Abara",
        ),
        claim(
            "The pier had been checked twice",
            "the pier had been checked twice",
            speaker="Ida Lorne",
        ),
        claim("Arlo sued Brenn Marine in April", "Arlo sued Brenn Marine in April."),
    ),
    summary=(
        Sentence(
            text="The ferry could start again in May, but it is not known what broke the chain, "
            "Tess Quill said.",
            claims=("c1", "c3"),
        ),
        Sentence(
            text="Nils Abara said Brenn Marine had been told of the pier in March; the company "
            "denied the accusation.",
            claims=("c4",),
        ),
        Sentence(text="Arlo took Brenn Marine to court in April.", claims=("c6",)),
    ),
    questions=(
        Question(text="What broke the chain?", quote="We just don't know what broke the chain."),
        Question(text="What did the repair of the hull cost?", type="missing"),
    ),
)


def test_an_honest_brief_has_no_support_issue() -> None:
    brief = check_article(ARTICLE, HONEST)
    assert [issue for issue in _issues(brief) if issue.kind == "support"] == []
    assert [sentence.status for sentence in brief.summary] == ["supported"] * 3
    assert {one.match for one in brief.claims} == {"exact"}
    assert brief.language == "en"


def test_checking_again_changes_nothing() -> None:
    brief = Brief(articles=(check_article(ARTICLE, HONEST),))
    assert check(brief) == brief
    assert check(Brief.from_json(brief.to_json())) == brief


def test_a_brief_without_matches_spans_and_ids_is_checked_all_the_same() -> None:
    bare = {
        "articles": [
            {
                "text": TEXT,
                "summary": [{"text": "Arlo sued Brenn Marine in April."}],
                "claims": [{"text": "Arlo sued Brenn Marine", "quote": "Arlo sued Brenn Marine"}],
                "questions": [{"text": "What broke the chain?", "quote": "what broke the chain"}],
            }
        ]
    }
    article = check(Brief.from_json(json.dumps(bare))).articles[0]
    assert (article.claims[0].id, article.claims[0].match) == ("c1", "exact")
    assert (article.summary[0].id, article.summary[0].status) == ("s1", "uncited")
    assert (article.questions[0].id, article.questions[0].match) == ("q1", "exact")


def test_what_a_brief_says_of_its_own_lines_is_not_trusted() -> None:
    lie = Claim(
        id="c1",
        text="The pier was blown up",
        quote="The pier was blown up",
        match="exact",
        spans=(Span(0, 21),),
        speaker=None,
    )
    sentence = Sentence(text="The pier was blown up.", claims=("c1",), status="supported")
    brief = check_article(ARTICLE, Draft(claims=(lie,), summary=(sentence,)))
    assert brief.claims[0].match in {"altered", "absent"}
    assert brief.claims[0].spans == ()
    assert brief.summary[0].status == "unsupported"


# --- quotes -------------------------------------------------------------------------------------


def test_an_altered_quote_shows_the_true_words() -> None:
    found = checked_claim("x", "We have seen any sign of sabotage", speaker="Tess Quill")
    [issue] = [issue for issue in found.issues if issue.type == "quote-altered"]
    assert found.match == "altered"
    assert "not" in issue.detail
    assert issue.span is not None
    assert "not seen" in TEXT[issue.span.start : issue.span.end]


def test_what_is_wrong_with_a_quote_is_told_in_a_sentence() -> None:
    """As what is wrong with other lines is."""
    (issue,) = checked_claim("It is safe", "We have seen any sign of sabotage").issues
    assert issue.detail == 'The text has "have not seen", the quote "have seen".'
    (issue,) = checked_claim("It is safe", " ").issues
    assert issue.detail == "The quote is empty."


def test_an_invented_quote_is_absent() -> None:
    found = checked_claim("Divers left the island", "Divers left the island at dawn")
    assert (found.match, types(found, "support")) == ("absent", {"quote-absent"})


def test_a_quote_cut_out_after_a_negation_keeps_its_match_and_gets_an_issue() -> None:
    found = checked_claim("There is a sign of sabotage", "seen any sign of sabotage")
    assert found.match == "exact"
    assert "context-cut" in types(found, "support")


def test_a_quote_that_occurs_twice_is_placed_nearest_to_its_speaker() -> None:
    text = (
        '"The plan is sound," Oda Brekke said.\n\n' + "The hall was full. " * 30 + "\n\n"
        'Jon Tveit disagreed at first. "The plan is sound," Tveit said later.'
    )
    draft = Draft(claims=(claim("The plan is sound", "The plan is sound", speaker="Jon Tveit"),))
    found = check_article(Article(text=text), draft).claims[0]
    assert found.spans == (Span(text.rindex("The plan"), text.rindex(" sound") + 6),)
    assert found.issues == ()


def test_spans_tell_which_of_equal_quotes_is_meant() -> None:
    text = "The gate is shut. " + "It rained. " * 9 + "The gate is shut."
    second = Span(text.rindex("The gate"), len(text))
    one = claim("The gate is shut", "The gate is shut.", spans=(second,))
    assert check_article(Article(text=text), Draft(claims=(one,))).claims[0].spans == (second,)


@pytest.mark.parametrize("span", [(-5, 3), (10**9, 10**9 + 4), (20, 10), (0, 0), (5, 10**12)])
def test_wild_spans_are_no_more_than_a_hint(span: tuple[int, int]) -> None:
    one = claim(
        "Arlo sued Brenn Marine",
        "Arlo sued Brenn Marine",
        speaker="Ida Lorne",
        spans=(Span(*span),),
        source_span=Span(*span),
    )
    found = check_article(ARTICLE, Draft(claims=(one,))).claims[0]
    start = TEXT.index("Arlo sued")
    assert found.spans == (Span(start, start + 22),)
    assert found.source_span != Span(*span)


# --- speakers -----------------------------------------------------------------------------------


def test_a_speaker_who_is_nowhere_in_the_text() -> None:
    found = checked_claim(
        "There is no sign of sabotage", "We have not seen any sign of sabotage", speaker="Bo Winter"
    )
    assert "speaker-absent" in types(found, "support")


def test_a_quote_given_to_the_wrong_one_of_two_speakers() -> None:
    quote = "They were told about the rotten pier in March"
    wrong = checked_claim("They were told in March", quote, speaker="Tess Quill")
    right = checked_claim("They were told in March", quote, speaker="Nils Abara")
    [issue] = [issue for issue in wrong.issues if issue.type == "speaker-mismatch"]
    assert "Abara" in issue.detail
    assert "speaker-mismatch" not in types(right)


def test_an_attributed_statement_in_the_articles_own_voice() -> None:
    found = checked_claim(
        "They were told about the pier", "They were told about the rotten pier in March"
    )
    assert "speaker-mismatch" in types(found, "support")


def test_a_claim_in_the_articles_own_voice_may_report_that_somebody_said_it() -> None:
    quote = "Ida Lorne, said the pier had been checked twice"
    found = checked_claim("Ida Lorne said that the pier had been checked twice", quote)
    assert "speaker-mismatch" not in types(found)


@pytest.mark.parametrize("quote", ["ignoring 14 warnings", "accused Brenn Marine of ignoring 14"])
def test_an_accusation_is_no_fact(quote: str) -> None:
    """Neither in a claim of the article's own nor in a sentence that rests on the accuser's."""
    told = "Brenn Marine ignored 14 warnings"
    assert types(checked_claim(told, quote), "support") == {"speaker-mismatch"}
    accusation = claim(told, quote, speaker="Nils Abara")
    assert types(checked_sentence(f"{told}.", accusation), "support") == {"speaker-mismatch"}
    for honest in (
        f"Nils Abara said that {told}.",
        "Nils Abara accused Brenn Marine of ignoring 14 warnings.",
        "Brenn Marine was accused of ignoring 14 warnings.",
    ):
        assert checked_sentence(honest, accusation).status == "supported"
    reported = TEXT[TEXT.index("Nils Abara") : TEXT.index("14 warnings") + 11]
    assert types(checked_claim(reported, reported), "support") == set()


def test_a_quote_that_two_people_say_is_placed_where_its_speaker_says_it() -> None:
    """The name of the one stands nearer to the words of the other."""
    first = 'After a long and heated meeting of the council, Ida Lorne told them: "It is not safe."'
    text = f'{first}\n\nNils Arlo wrote that "It is not safe" in March.'
    for speaker, place in (("Ida Lorne", text.index("It is")), ("Nils Arlo", text.rindex("It is"))):
        claim_ = Claim(text="It is not safe", quote="It is not safe", speaker=speaker)
        (found,) = check_article(Article(text=text), Draft(claims=(claim_,))).claims
        assert (found.spans[0].start, found.issues) == (place, ())


@pytest.mark.parametrize("role", ["the president", "The minister", "a spokeswoman"])
def test_who_is_called_by_a_title_alone_is_mentioned_where_it_stands(role: str) -> None:
    told = f"{role.capitalize()} promised to pay 5 million crowns for a new pier."
    article = Article(text=f"{TEXT}\n\n{told} It is to be built by the end of the year.")
    one = claim(told, "promised to pay 5 million crowns", speaker=role, stance="predicted")
    checked = check_article(article, Draft(claims=(one,))).claims[0]
    assert checked.issues == ()
    assert checked.source_span is not None
    assert article.text[slice(*checked.source_span)].lower() in role.lower()
    far = claim("x", "the Arlo ferry could resume in May", speaker=role)
    assert "speaker-mismatch" in types(check_article(article, Draft(claims=(far,))).claims[0])


def test_the_source_span_is_the_mention_nearest_to_the_quote() -> None:
    found = checked_claim("x", "We have not seen any sign of sabotage", speaker="Tess Quill")
    assert found.source_span is not None
    start, end = found.source_span
    assert "Quill" in TEXT[start:end]
    assert TEXT[end : end + 5] == " told"


def test_a_source_span_that_names_somebody_else_is_replaced() -> None:
    start = TEXT.index("Nils Abara")
    found = checked_claim(
        "x",
        "We have not seen any sign of sabotage",
        speaker="Tess Quill",
        source_span=Span(start, start + 10),
    )
    assert found.source_span is not None
    assert "Quill" in TEXT[found.source_span.start : found.source_span.end]


@pytest.mark.parametrize("written", ["André Müller", "Andre Muller", "AndrÃ© MÃ¼ller"])
@pytest.mark.parametrize("told", ["André Müller", "Andre Muller", "André Mueller"])
def test_accents_and_garbled_letters_make_no_other_name(written: str, told: str) -> None:
    text = f"The gate was open for an hour, {written} said. It closed at noon, the board said."
    one = claim("The gate was open", "The gate was open", speaker=told, id="c1")
    line = Sentence(text=f"The gate was open for an hour, {told} said.", claims=("c1",))
    brief = check_article(Article(text=text), Draft(claims=(one,), summary=(line,)))
    expected = {"speaker-absent"} if told.endswith("Mueller") else set()
    assert types(brief.claims[0]) == expected
    assert ("name" in types(brief.summary[0])) == bool(expected)


LEAD = """A former dam keeper said the gate was never closed.

"It was rust," said Ole Strand, who kept the dam until 1995. Chief warden Pia Holm praised him.

The OWC met on Monday. "We were told in May," he said."""


@pytest.mark.parametrize(
    ("quote", "speaker", "honest"),
    [
        ("the gate was never closed", "Ole Strand", True),
        ("the gate was never closed", "Pia Holm", False),
        ("We were told in May", "Ole Strand", True),
    ],
)
def test_who_speaks_may_be_named_after_a_description_and_he_is_no_body(
    quote: str, speaker: str, honest: bool
) -> None:
    one = claim(quote, quote, speaker=speaker)
    found = check_article(Article(text=LEAD), Draft(claims=(one,))).claims[0]
    assert types(found) == (set() if honest else {"speaker-mismatch"})


def test_what_an_unnamed_body_says_is_not_the_articles_own() -> None:
    text = (
        "The ferry, carrying 40 people, may have lost its rudder, two investigators said. "
        "The rudder was old, a former pilot said."
    )
    for quote, own in (
        ("may have lost its rudder", False),
        ("The rudder was old", False),
        ("carrying 40 people", True),
    ):
        one = claim(quote, quote, stance="possible")
        found = check_article(Article(text=text), Draft(claims=(one,))).claims[0]
        assert ("speaker-mismatch" not in types(found)) == own


def test_two_descriptions_may_mean_one_speaker_in_one_sentence_only() -> None:
    text = (
        "The gate may be rusty, two inspectors said on Monday. The town clerks saw no rust. "
        "The lock, the wardens of the dam said, was oiled by the keepers."
    )
    for quote, speaker, honest in (
        ("The gate may be rusty", "town clerks", False),
        ("The gate may be rusty", "inspectors", True),
        ("was oiled by the keepers", "the dam's wardens", True),
    ):
        one = claim(quote, quote, speaker=speaker, stance="possible")
        found = check_article(Article(text=text), Draft(claims=(one,))).claims[0]
        assert types(found) == (set() if honest else {"speaker-mismatch"})


def test_unnamed_officials_are_speakers_too() -> None:
    text = "The bridge will stay shut, officials said. Nobody was hurt in the town."
    one = claim("The bridge stays shut", "The bridge will stay shut", speaker="officials")
    assert check_article(Article(text=text), Draft(claims=(one,))).claims[0].issues == ()


# --- stance -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "speaker"),
    [
        ("The Arlo ferry resumes in May", "the Arlo ferry could resume in May", "Tess Quill"),
        (
            "It is known what broke the chain",
            "We just don't know what broke the chain",
            "Tess Quill",
        ),
        ("Its crew stays at home", "its crew may stay at home", None),
        (
            "Residents do not use private boats",
            "The council urged residents not to use private boats",
            None,
        ),
    ],
)
def test_a_claim_more_certain_than_its_words(text: str, quote: str, speaker: str | None) -> None:
    assert "stance-raised" in types(checked_claim(text, quote, speaker=speaker), "support")


@pytest.mark.parametrize(
    "words",
    [
        "the ferry may return by Friday",
        "the ferry could soon return",
        "the ferry might embolden the town",
        "the pier may well survive",
        "the town will probably pay",
        "the chain was reportedly cut",
        "[The chain] is believed to have been cut",
        "It is unlikely that the ferry sails this year",
        "we don't know who cut the chain",
        "It is unclear who cut the chain",
        "If the pier holds, the ferry will sail",
        "If the pier breaks, the ferry won't sail",
        "the ferry would not sail unless the pier held",
    ],
)
def test_what_is_plainly_open_is_not_recorded_as_asserted(words: str) -> None:
    quote = words.replace("[", "").replace("]", "")
    article = Article(text=f"The clerk, Ada Moen, said: “{quote}.” She left.")
    one = claim(words, quote, speaker="Ada Moen")
    stances: tuple[tuple[Stance, set[str]], ...] = (
        (stance_of(quote), set()),
        ("asserted", {"stance-raised"}),
    )
    for stance, expected in stances:
        found = check_article(article, Draft(claims=(replace(one, stance=stance),))).claims[0]
        assert types(found, "support") == expected


@pytest.mark.parametrize(
    "words",
    [
        "the clerk was questioned in May and released",
        "the chain could not hold a boat",
        "none of the boats could land",
        "they cut the chain so they could land",
        "the council could be doing more",
        "the town helps people who may have lost their boats",
        "she has no idea what a ferry is",
        "the clerk has not said much about the ferry",
        "if it rains, the pier is closed",
        "it led by five points among likely voters",
        "the town hoped a smaller boat could land",
        "he does not believe the pier could fall",
        "the council could no longer pay for it",
        "the findings are unverified and biased",
        "no clerk may sail the ferry alone",
        "visitors may not enter the dock",
        "residents may now apply for a berth",
        "she could see the dock from the hall",
        "one of perhaps ten ferries sailed",
        "the army's might is growing",
        "they want to speak to the driver of a car seen at the gate on the night he may have died",
        "38 percent said the clerk should go if the ferry fails",
    ],
)
def test_what_only_holds_an_open_word_may_be_asserted(words: str) -> None:
    article = Article(text=f"The clerk, Ada Moen, said that {words}. She left.")
    draft = Draft(claims=(claim(words, words, speaker="Ada Moen"),))
    assert types(check_article(article, draft).claims[0], "support") == set()


def test_a_condition_right_after_the_quote_counts() -> None:
    text = 'The town will pay if the pier holds. Its clerk, Ada Moen, said: "We are ready."'
    one = claim("The town pays", "The town will pay")
    assert "stance-raised" in types(
        check_article(Article(text=text), Draft(claims=(one,))).claims[0]
    )


def test_a_sentence_more_certain_than_its_claim() -> None:
    possible = HONEST.claims[0]
    raised = checked_sentence("The Arlo ferry resumes in May.", possible)
    kept = checked_sentence("The Arlo ferry may resume in May.", possible)
    assert raised.status == "unsupported"
    assert "stance-raised" in types(raised)
    assert kept.status == "supported"


def test_the_month_of_may_keeps_no_condition() -> None:
    quote = "The ferry will sail in May if the pier holds"
    article = Article(text=f"{quote}, Ida Moen said.")
    one = claim(quote, quote, id="c1", speaker="Ida Moen", stance="conditional")

    def found(text: str) -> set[str]:
        sentence = Sentence(text=text, claims=("c1",))
        draft = Draft(claims=(one,), summary=(sentence,))
        return types(check_article(article, draft).summary[0], "support")

    assert found("The ferry will sail in May, Ida Moen said.") == {"stance-raised"}
    assert found("The ferry may sail in May, Ida Moen said.") == set()
    assert found("The ferry will sail in May if the pier holds, Ida Moen said.") == set()


# --- summary sentences --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        ("number", "Brenn Marine ignored 19 warnings.", "Brenn Marine ignored fourteen warnings."),
        ("number", "The ferry carries 4,900 passengers.", "The ferry carries 4500 passengers."),
        ("number", "Workers were retrained within 30 years.", "Workers were retrained in 30 days."),
        ("number", "The fare rose by 12 euros.", "The fare rose by 12%."),
        ("number", "The fare rose by 6 percent.", "The fare rose by 12 per cent."),
        ("name", "Arlo sued Nordbank.", "Arlo sued Brenn Marine."),
        ("quoted-words", 'Abara spoke of a "dirty pier".', 'Abara spoke of a "rotten pier".'),
        ("negation", "Arlo did not sue Brenn Marine.", "Arlo did sue Brenn Marine."),
        (
            "negation",
            "The town has seen a sign of sabotage.",
            "The town has seen no sign of sabotage.",
        ),
        ("antonym", "The number of night trips rose.", "The number of night trips declined."),
        ("relation", "Brenn Marine sued Arlo in April.", "Brenn Marine was sued by Arlo."),
        ("content", "Divers wore yellow helmets in a cave.", "The ferry carries passengers."),
        ("content", "The large ferry carries passengers.", "The little ferry carries passengers."),
        ("number", "The ferry resumes on the third pier in 2031.", "The ferry carries passengers."),
    ],
)
def test_a_wrong_sentence_is_marked_and_a_right_one_is_not(
    kind: str, wrong: str, right: str
) -> None:
    marked, honest = checked_sentence(wrong), checked_sentence(right)
    assert kind in types(marked, "support")
    assert marked.status == "unsupported"
    assert types(honest, "support") == set()
    assert honest.status == "uncited"


def test_each_issue_names_the_words_that_triggered_it() -> None:
    [issue] = [i for i in checked_sentence("Arlo sued Nordbank.").issues if i.kind == "support"]
    assert "Nordbank" in issue.detail
    [issue] = [i for i in checked_sentence("Night trips rose.").issues if i.type == "antonym"]
    assert "rose" in issue.detail
    assert issue.span is not None
    assert TEXT[issue.span.start : issue.span.end] == "fell"


def test_a_sentence_that_rests_on_an_absent_quote_is_unsupported() -> None:
    invented = claim("The pier passed inspection", "The pier passed every inspection")
    found = checked_sentence("Arlo sued Brenn Marine in April.", invented)
    assert found.status == "unsupported"
    assert types(found, "support") == {"cited-claim"}


def test_a_bad_claim_that_carries_nothing_does_not_cost_the_sentence() -> None:
    good = claim("Arlo sued Brenn Marine in April", "Arlo sued Brenn Marine in April.")
    bad = claim("Brenn Marine won", "Brenn Marine has won the case")
    assert checked_sentence("Arlo sued Brenn Marine in April.", good, bad).status == "supported"


def test_a_citation_of_nothing_is_named_and_the_sentence_is_uncited() -> None:
    sentence = Sentence(text="Arlo sued Brenn Marine.", claims=("c9",))
    found = check_article(ARTICLE, Draft(summary=(sentence,))).summary[0]
    assert (found.claims, found.status) == (("c9",), "uncited")
    assert any("c9" in issue.detail for issue in found.issues)


def test_a_repeated_claim_id_costs_only_the_reference() -> None:
    one, two = replace(HONEST.claims[0], id="c1"), replace(HONEST.claims[5], id="c1")
    sentence = Sentence(text="Arlo sued Brenn Marine in April.", claims=("c1",))
    brief = check_article(ARTICLE, Draft(claims=(one, two), summary=(sentence,)))
    assert len({line.id for line in brief.claims}) == 2
    assert "c1" not in {line.id for line in brief.claims}
    assert brief.summary[0].status == "uncited"


def test_a_claim_must_hold_against_its_quote_outside_its_brackets() -> None:
    quote = "32 workers were retrained within 30 days"
    wrong = checked_claim("23 workers were retrained", quote, speaker="Ida Lorne")
    right = checked_claim("32 workers [of Nordbank] were retrained", quote, speaker="Ida Lorne")
    assert types(wrong, "support") == {"number"}
    assert types(right, "support") == set()


# --- neutrality ---------------------------------------------------------------------------------


def test_loaded_words_and_charged_verbs_are_advisory() -> None:
    found = checked_sentence("Quill admitted that the shameful ferry could resume in May.")
    assert {"loaded-word", "charged-verb"} <= types(found, "advisory")
    assert "charged-verb" not in types(found, "support")


def test_words_that_the_source_uses_or_that_are_quoted_are_not_loaded() -> None:
    text = (
        'The reckless plan was dropped, and Oda Brekke admitted it. "It was a disgrace," she said.'
    )
    draft = Draft(
        summary=(Sentence(text='Brekke admitted that the reckless plan was "a disgrace".'),)
    )
    assert types(check_article(Article(text=text), draft).summary[0], "advisory") == {"uncited"}


def test_compounds_are_loaded_words() -> None:
    assert "loaded-word" in types(checked_sentence("The so-called ferry carries passengers."))


def test_an_accusation_without_its_denial() -> None:
    accusation = "Nils Abara accused Brenn Marine of ignoring 14 warnings."
    alone = checked_sentence(accusation)
    both = check_article(
        ARTICLE,
        Draft(summary=(Sentence(text=accusation), Sentence(text="Brenn Marine denied that."))),
    )
    assert "denial-left-out" in types(alone, "advisory")
    assert all("denial-left-out" not in types(sentence) for sentence in both.summary)


# --- honest lines, and the same lines made wrong ------------------------------------------------

TOWN = """The mayor's aide, Runa Falk, opened the meeting in Osten. Asked by a teacher, Ivo \
Brandt, whether the bridge was safe, she hesitated. "I have been asked whether it is closed," she \
said. "It is not."

Osten Water's director, Pia Holm, apologised on Monday. "I am sorry," she said. The firm would not \
say whether the pumps had been replaced. No decision has been taken on the gates.

"The count is a photograph," said chief warden Ole Strand. "Nothing else."

Holm denied that the alarm had failed. According to the Osten Post, Strand, who leads nine \
wardens, said the gate had moved twice. The report names 400 homes and says the flood injured two.

The council cut its staff, but the harbour stayed open. The water stood two metres deep, according \
to the line it left on the wall. Falk urged residents to boil water. The repair could cost 61 \
million crowns, a fund of 52 million crowns being held for roads."""


def town(text: str, quote: str, **rest: Any) -> set[str]:
    draft = Draft(claims=(claim(text, quote, **rest),))
    return types(check_article(Article(text=TOWN), draft).claims[0], "support")


@pytest.mark.parametrize(
    ("quote", "honest", "wrong"),
    [
        ("I am sorry", "Pia Holm", "Ole Strand"),
        ("The count is a photograph", "Ole Strand", "Pia Holm"),
        ("I have been asked whether it is closed", "Runa Falk", "Ole Strand"),
        ("the gate had moved twice", "Ole Strand", "Pia Holm"),
        ("the gate had moved twice", "the Osten Post", "Runa Falk"),
    ],
)
def test_roles_pronouns_and_chains_stand_for_their_speaker_and_nobody_else(
    quote: str, honest: str, wrong: str
) -> None:
    assert town(quote, quote, speaker=honest) == set()
    assert town(quote, quote, speaker=wrong) == {"speaker-mismatch"}


@pytest.mark.parametrize(
    "quote",
    [
        "the harbour stayed open",
        "The water stood two metres deep, according to the line it left on the wall",
    ],
)
def test_what_no_verb_of_saying_governs_may_be_the_articles_own(quote: str) -> None:
    assert town(quote, quote) == set()


def test_the_answers_of_an_interview_are_those_of_the_one_it_introduces() -> None:
    answers = "\n\n".join(
        f"What did you do in {year}?\n\nI built a boat and sold it in the autumn of {year}."
        for year in range(1990, 1996)
    )
    text = (
        "A poll put Jon Tveit first. The Post spoke with Ida Lorne, who builds boats in Arlo.\n\n"
        f"{answers}\n\nDid Jon Tveit help?\n\nTveit said he would. He showed no interest in it."
    )
    quotes = ("I built a boat and sold it in the autumn of 1995.", "He showed no interest in it.")
    for quote in quotes:
        for speaker, honest in (
            ("Ida Lorne", True),
            ("Jon Tveit", False),
            ("A poll", False),
            (None, False),
        ):
            one = claim(quote, quote, speaker=speaker)
            found = check_article(Article(text=text), Draft(claims=(one,))).claims[0]
            assert types(found) == (set() if honest else {"speaker-mismatch"})


def test_questions_that_an_article_asks_itself_make_no_interview() -> None:
    parts = (f"What will it cost in {year}?\n\nNobody knows it for {year}." for year in "123")
    text = "The Post asked Ida Lorne, who builds boats.\n\n" + "\n\n".join(parts)
    one = claim("Nobody knows it for 2", "Nobody knows it for 2.", stance="unknown")
    assert check_article(Article(text=text), Draft(claims=(one,))).claims[0].issues == ()


@pytest.mark.parametrize(
    ("text", "quote", "rest"),
    [
        ("[The bridge] is not [closed]", "It is not", {"speaker": "Runa Falk"}),
        ("No decision has been taken [on the gates]", "No decision has been taken", {}),
        (
            "Whether the pumps had been replaced",
            "would not say whether the pumps had been replaced",
            {"stance": "unknown", "speaker": "The firm"},
        ),
        (
            "[The pumps were not new, it] injured two [people]",
            "the flood injured two",
            {"speaker": "The report"},
        ),
        (
            "The alarm had failed",
            "denied that the alarm had failed",
            {"stance": "denied", "speaker": "Pia Holm"},
        ),
        (
            "The alarm had failed",
            "the alarm had failed",
            {"stance": "denied", "speaker": "Pia Holm"},
        ),
        (
            "[The repair] could cost 61 million [crowns]",
            "could cost 61 million",
            {"stance": "possible"},
        ),
    ],
)
def test_an_honest_claim_may_be_short_and_bracketed(
    text: str, quote: str, rest: dict[str, Any]
) -> None:
    assert town(text, quote, **rest) == set()


@pytest.mark.parametrize(
    ("kind", "text", "quote", "stance"),
    [
        ("negation", "[The bridge] is [closed]", "It is not", "asserted"),
        (
            "negation",
            "Residents should not boil water",
            "urged residents to boil water",
            "asserted",
        ),
        ("context-cut", "The alarm had failed", "the alarm had failed", "asserted"),
        ("number", "The gate had moved 52 times", "the gate had moved twice", "asserted"),
        ("name", "Brandt moved the gate twice", "the gate had moved twice", "asserted"),
    ],
)
def test_the_same_claims_made_wrong_are_marked(
    kind: str, text: str, quote: str, stance: Any
) -> None:
    assert kind in town(text, quote, stance=stance, speaker="Pia Holm")


@pytest.mark.parametrize(
    ("stance", "claimed", "quote", "kept", "raised"),
    [
        (
            "requested",
            "Residents [should] boil water",
            "urged residents to boil water",
            "Falk told residents that they should boil water.",
            "Residents boil water.",
        ),
        (
            "unknown",
            "Whether the pumps had been replaced",
            "would not say whether the pumps had been replaced",
            "The firm left it open whether the pumps had been replaced.",
            "The pumps had been replaced.",
        ),
        (
            "unknown",
            "Whether the pumps had been replaced",
            "would not say whether the pumps had been replaced",
            "The harbour stayed open, and whether the pumps had been replaced is not known.",
            "No decision has been taken; the gates moved; the pumps had been replaced.",
        ),
    ],
)
def test_a_sentence_may_keep_a_stance_in_other_words(
    stance: Any, claimed: str, quote: str, kept: str, raised: str
) -> None:
    one = replace(claim(claimed, quote, stance=stance, speaker="Runa Falk"), id="c1")
    for text, expected in ((kept, False), (raised, True)):
        draft = Draft(claims=(one,), summary=(Sentence(text=text, claims=("c1",)),))
        [line] = check_article(Article(text=TOWN), draft).summary
        assert ("stance-raised" in types(line)) == expected


ROAD = """The town is concerned that the board will close the road. There are plenty of unknowns \
about the bridge. The fund pays for repairs, but only when the council lets it. Without a new \
gate, the dam risks a flood. The crew was taken to a barn, where it could rest, and not to the \
inn. The letter gives the board until June to hand over the keys. The owners were unaware of any \
damage to the gate."""


@pytest.mark.parametrize(
    ("quote", "stance", "kept", "raised"),
    [
        (
            "The letter gives the board until June to hand over the keys",
            "requested",
            "The letter gives the board until June to hand over the keys.",
            "In June the board handed over the keys.",
        ),
        (
            "The owners were unaware of any damage to the gate",
            "unknown",
            "The owners were unaware of any damage to the gate.",
            "The owners knew of damage to the gate.",
        ),
        (
            "The town is concerned that the board will close the road",
            "possible",
            "The town is concerned that the board will close the road.",
            "The board will close the road of the town.",
        ),
        (
            "There are plenty of unknowns about the bridge",
            "unknown",
            "There are plenty of unknowns about the bridge.",
            "There is plenty about the bridge.",
        ),
        (
            "The fund pays for repairs, but only when the council lets it",
            "conditional",
            "The fund pays for repairs, but only when the council lets it.",
            "The fund pays for repairs of the council.",
        ),
        (
            "Without a new gate, the dam risks a flood",
            "conditional",
            "The dam risks a flood without a new gate.",
            "The dam with a new gate risks a flood.",
        ),
        (
            "The crew was taken to a barn, where it could rest, and not to the inn",
            "asserted",
            "The crew was taken to a barn and not to the inn.",
            None,
        ),
    ],
)
def test_a_hedge_may_be_other_words_and_in_an_aside_is_none(
    quote: str, stance: Any, kept: str, raised: str | None
) -> None:
    one = claim(quote, quote, stance=stance, id="c1")
    for text, expected in ((kept, False), (raised, True)):
        line = (Sentence(text=text, claims=("c1",)),) if text else ()
        draft = Draft(claims=(one,), summary=line)
        for found in check_article(Article(text=ROAD), draft).summary:
            assert ("stance-raised" in types(found)) == expected


def test_an_altered_claim_that_carries_a_part_of_a_sentence_costs_it() -> None:
    good = claim("Arlo sued Brenn Marine in April", "Arlo sued Brenn Marine in April.")
    bad = claim("The pier passed every inspection", "The pier has passed every inspection")
    both = "Arlo sued Brenn Marine in April, and the pier passed every inspection."
    assert "cited-claim" in types(checked_sentence(both, good, bad))


# --- a claim against the words that it quotes ---------------------------------------------------

BRIDGE = """Mayor Runa Falk plans to vote on 14 March on a toll for the Osten bridge, which about \
28,000 cars cross each day. Pia Holm defeated Falk in the election of May 2022; Oda Brekke \
praised Holm.

The bridge was widened from two to four lanes in 1991. Holm said that at least 9 of the 41 piers \
were cracked and that up to 60 workers would be needed. Support fell from 48 percent in June to \
37 percent in January. Over 400 people came to the hall. Holm rarely speaks to the press, and the \
town refused her offer of 12 million euros for 3 ferries."""


def bridge(text: str, quote: str, **rest: Any) -> set[str]:
    draft = Draft(claims=(claim(text, quote, **rest),))
    return types(check_article(Article(text=BRIDGE), draft).claims[0], "support")


def test_a_number_that_stands_in_a_quote_twice_changes_no_places() -> None:
    quote = "We have 500 guides and 10 authors. The 500 were reached in May"
    article = Article(text=f"{quote}, Herrick said.")
    told = claim("[The company has] 500 guides and 10 authors", quote, speaker="Herrick")
    assert types(check_article(article, Draft(claims=(told,))).claims[0], "support") == set()
    quote = "We have 50 authors and 500 guides; the 500 were reached in May"
    article = Article(text=f"{quote}, Herrick said.")
    turned = claim("[The company has] 500 authors and 50 guides", quote, speaker="Herrick")
    assert "number" in types(check_article(article, Draft(claims=(turned,))).claims[0])


@pytest.mark.parametrize(
    ("kind", "quote", "wrong", "right"),
    [
        (
            "name",
            "Pia Holm defeated Falk in the election of May 2022",
            "Pia Holm defeated Brekke in the election of May 2022",
            "In the election of May 2022, Falk was defeated by Holm",
        ),
        (
            "name",
            "Support fell from 48 percent in June to 37 percent in January",
            "Support fell from 48 percent in March to 37 percent in January",
            "Support [for Falk's toll] fell to 37 percent in January from 48 percent",
        ),
        (
            "number",
            "widened from two to four lanes in 1991",
            "[The bridge] was widened from four to two lanes in 1991",
            "[The bridge] was widened to four lanes in 1991",
        ),
        (
            "number",
            "Support fell from 48 percent in June to 37 percent in January",
            "Support fell from 37 percent in June to 48 percent in January",
            "Support fell from 48 percent to 37 percent",
        ),
        (
            "number",
            "her offer of 12 million euros for 3 ferries",
            "[The town refused] an offer of 28,000 euros for 3 ferries",
            "For 3 ferries [Holm] offered 12 million euros",
        ),
        (
            "antonym",
            "Holm rarely speaks to the press",
            "Holm often speaks to the press",
            "Holm seldom speaks to the press",
        ),
    ],
)
def test_a_claim_may_not_exchange_or_reorder_what_it_quotes(
    kind: str, quote: str, wrong: str, right: str
) -> None:
    speaker = "Pia Holm" if "said" in quote else None
    assert kind in bridge(wrong, quote, speaker=speaker)
    assert bridge(right, quote, speaker=speaker) == set()


@pytest.mark.parametrize(
    ("kind", "quote", "wrong", "right"),
    [
        ("name", "Mayor Runa Falk plans", "Mayor Runa Holm plans", "Runa Falk plans"),
        ("name", "Mayor Runa Falk plans", "Runa Brekke plans", "Mayor Falk plans"),
        (
            "name",
            "Oda Brekke praised Holm",
            "Oda Falk praised Holm",
            "Oda Brekke praised Pia Holm",
        ),
        (
            "name",
            "Oda Brekke praised Holm",
            "Pia Brekke praised Holm",
            "Mrs. Brekke praised Holm",
        ),
        (
            "name",
            "defeated Falk in the election of May 2022",
            "[Holm] defeated Falk in the election of Osten 2022",
            "[Holm] defeated Runa Falk in the election of May 2022",
        ),
        (
            "number",
            "Support fell from 48 percent in June to 37 percent in January",
            "Support fell from 37 percent in June to 37 percent in January",
            "Support fell to 37 percent in January",
        ),
    ],
)
def test_a_part_of_a_name_or_a_number_said_twice_is_an_exchange_too(
    kind: str, quote: str, wrong: str, right: str
) -> None:
    assert kind in bridge(wrong, quote)
    assert kind not in bridge(right, quote)


@pytest.mark.parametrize(
    ("quote", "wrong", "right"),
    [
        ("about 28,000 cars cross each day", "28,000 cars cross", "Some 28,000 cars cross"),
        ("about 28,000 cars cross each day", "Over 28,000 cars cross", "Roughly 28,000 cars cross"),
        ("Over 400 people came to the hall", "400 people came", "More than 400 people came"),
    ],
)
def test_a_claim_keeps_the_bounds_of_a_number(quote: str, wrong: str, right: str) -> None:
    assert bridge(wrong, quote) == {"number"}
    assert bridge(right, quote) == set()


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("At most 9 piers were cracked, Holm said.", True),
        ("Holm said 9 piers were cracked.", True),
        ("Holm said 60 workers would be needed.", True),
        ("Holm said at least nine piers were cracked.", False),
        ("Holm said as many as 60 workers would be needed.", False),
        ("The bridge is crossed by 28,000 cars each day.", False),
        ("About 400 people came to the hall.", False),
    ],
)
def test_a_sentence_keeps_the_bounds_that_matter(sentence: str, marked: bool) -> None:
    draft = Draft(summary=(Sentence(text=sentence),))
    [line] = check_article(Article(text=BRIDGE), draft).summary
    assert types(line, "support") == ({"number"} if marked else set())


DAM = """Dam keeper Oda Brekke said there was no evidence that the gate had jammed. The board \
failed to replace the pump, and nobody has closed the sluice. Jon Tveit wrongly switched off the \
alarm. The crew has not suspended the search.

The board plans to sell the mill, and Tveit would inspect the weir on Monday. Brekke promised to \
paint the railing; the crew managed to free the boat. Tveit had asked Brekke to mend the net, and \
she mended it. Brekke criticised Tveit over the delay. The council is to vote on the fee, and a \
vote on the dam is due in May."""


def dam(text: str, quote: str) -> set[str]:
    draft = Draft(claims=(claim(text, quote),))
    issues = check_article(Article(text=DAM), draft).claims[0].issues
    return {issue.type for issue in issues} - {"speaker-mismatch"}


@pytest.mark.parametrize(
    ("quote", "wrong", "right"),
    [
        (
            "there was no evidence that the gate had jammed",
            "The gate had jammed",
            "There was no evidence of the gate having jammed",
        ),
        ("The board failed to replace the pump", "The board replaced the pump", None),
        (
            "Jon Tveit wrongly switched off the alarm",
            "Jon Tveit had not wrongly switched off the alarm",
            "Jon Tveit had wrongly switched off the alarm",
        ),
        (
            "The crew has not suspended the search",
            "The crew suspended the search",
            "The crew never suspended the search",
        ),
    ],
)
def test_a_negation_may_be_no_proof_or_a_failure(quote: str, wrong: str, right: str | None) -> None:
    assert dam(wrong, quote) & {"negation", "stance-raised"}
    assert dam(right or quote, quote) == set()


@pytest.mark.parametrize(
    ("quote", "line", "marked"),
    [
        ("The board plans to sell the mill", "The board sold the mill", True),
        ("The board plans to sell the mill", "The mill is to be sold by the board", False),
        ("Tveit would inspect the weir on Monday", "Tveit inspected the weir on Monday", True),
        ("Brekke promised to paint the railing", "Brekke painted the railing", True),
        ("The council is to vote on the fee", "The council voted on the fee", True),
        ("the crew managed to free the boat", "The crew freed the boat", False),
        ("she mended it", "[Brekke] mended [the net]", False),
    ],
)
def test_a_plan_is_not_what_was_done(quote: str, line: str, marked: bool) -> None:
    draft = Draft(summary=(Sentence(text=f"{line}."),))
    [sentence] = check_article(Article(text=DAM), draft).summary
    assert ("stance-raised" in types(sentence)) == marked
    assert ("stance-raised" in dam(line, quote)) == marked


def test_the_day_of_a_month_counts_nothing() -> None:
    text = "The court of Osten ruled on Jan. 20, 2021. It held Jon Tveit for 30 days."
    lines = ("The court held Tveit for 20 days.", "The court ruled on January 20, jailing Tveit.")
    draft = Draft(summary=tuple(Sentence(text=line) for line in lines))
    marked = [types(line, "support") for line in check_article(Article(text=text), draft).summary]
    assert [("number" in found) for found in marked] == [True, False]


MILL = """Oda Brekke said that the tests had been finished without a fault. She denied a report \
that the mill had been warned of the flood. Runa Falk said that police had heard 14 witnesses and \
that no one was suspected. Nobody can say that the roof was safe, Brekke added. The gate cannot \
be opened by hand. “It was opened with a crank,” said Jon Tveit. Is the weir safe? It is not. \
Asked whether the pier was dry, Tveit said it was not. Falk said she was forced to go. Tveit said \
she was never forced. Claims that the weir was raised are untrue, Holm said."""


@pytest.mark.parametrize(
    ("quote", "text", "marked"),
    [
        (
            "the tests had been finished without a fault",
            "The tests had not been finished without a fault",
            True,
        ),
        (
            "police had heard 14 witnesses and that no one was suspected",
            "Police had not heard 14 witnesses",
            True,
        ),
        ("It was opened with a crank", "[The gate] was not opened with a crank", True),
        ("It was opened with a crank", "[The gate] was opened with a crank", False),
        (
            "She denied a report that the mill had been warned of the flood",
            "The mill had not been warned of the flood",
            False,
        ),
        (
            "Nobody can say that the roof was safe",
            "It cannot be said that the roof was safe",
            False,
        ),
        ("Is the weir safe? It is not", "The weir is not safe", False),
        (
            "Asked whether the pier was dry, Tveit said it was not",
            "The pier was not dry",
            False,
        ),
        (
            "Claims that the weir was raised are untrue, Holm said",
            "The weir was not raised",
            False,
        ),
        (
            "Falk said she was forced to go. Tveit said she was never forced",
            "Falk said that she was forced to go, Tveit that she was never forced",
            False,
        ),
    ],
)
def test_a_negation_put_among_the_words_of_the_quote(quote: str, text: str, marked: bool) -> None:
    draft = Draft(claims=(claim(text, quote),))
    [found] = check_article(Article(text=MILL), draft).claims
    assert ("negation" in types(found, "support")) == marked
    line = Sentence(text=f"Brekke said: {text}.", claims=("c1",))
    cited = Draft(claims=(claim(quote, quote, id="c1"),), summary=(line,))
    [sentence] = check_article(Article(text=MILL), cited).summary
    assert ("negation" in types(sentence, "support")) == marked


def test_a_negation_in_brackets_is_one_and_a_word_like_one_is_none() -> None:
    quote = "no evidence that the gate had jammed"
    for text, marked in (
        ("[That the crew lost time] is evidence that the gate had jammed", True),
        ("[There is not any] evidence that the gate had jammed", False),
    ):
        assert ("negation" in dam(text, quote)) == marked


@pytest.mark.parametrize(
    ("quote", "text", "stance", "marked"),
    [
        ("left the dam open", "[Strand] left the dam open", "asserted", True),
        ("left the dam open", "[Strand may have] left the dam open", "possible", False),
        ("considering a new gate", "[The board] is considering a new gate", "asserted", True),
        ("have seen the rust", "[The crew] have seen the rust", "asserted", False),
        ("declined to say whether the gate was new", "The gate was new", "asserted", True),
        ("declined to say whether the gate was new", "Whether the gate was new", "unknown", False),
    ],
)
def test_a_hedge_right_before_the_quote_counts(
    quote: str, text: str, stance: Any, marked: bool
) -> None:
    article = Article(
        text="Strand allegedly left the dam open. The board is believed to be considering a new "
        "gate. The crew said they have seen the rust, and may stay. A clerk declined to say "
        "whether the gate was new."
    )
    found = check_article(article, Draft(claims=(claim(text, quote, stance=stance),))).claims[0]
    assert ("stance-raised" in types(found)) == marked


def test_honest_lines_on_what_others_deny_presuppose_or_set_apart() -> None:
    text = (
        "The clerk denied a report that the gate was rusty. The board replaced the lock a week "
        "before the dam broke, two divers said. It was a recommendation and not a decision."
    )
    report = claim("The gate was rusty", "a report that the gate was rusty", speaker="A report")
    clerk = replace(report, speaker="The clerk")
    broke = claim("The dam broke", "the dam broke")
    line = Sentence(text="The decision is the board's.")
    draft = Draft(claims=(report, broke, clerk), summary=(line,))
    brief = check_article(Article(text=text), draft)
    marked = [types(one, "support") for one in brief.claims]
    assert marked == [set(), set(), {"stance-raised", "context-cut"}]
    assert types(brief.summary[0], "support") == set()


def test_who_criticised_whom_is_a_relation() -> None:
    quote = "Brekke criticised Tveit over the delay"
    assert dam("Tveit criticised Brekke over the delay", quote) == {"relation"}
    assert dam("Tveit was criticised by Brekke over the delay", quote) == set()


# --- questions ----------------------------------------------------------------------------------


def test_a_question_that_the_text_answers_is_named_with_the_place() -> None:
    found = checked_question("How many warnings did Brenn Marine ignore?", type="missing")
    [issue] = found.issues
    assert (issue.type, issue.kind) == ("answered", "advisory")
    assert issue.span is not None
    assert "14 warnings" in TEXT[issue.span.start : issue.span.end]


def test_an_open_question_is_not_answered_by_its_own_anchor() -> None:
    found = checked_question(
        "What broke the chain?", quote="We just don't know what broke the chain."
    )
    assert (found.match, found.issues) == ("exact", ())


@pytest.mark.parametrize(
    ("question", "kind", "answered"),
    [
        ("Will the gate at the Osten dam move twice?", "pending", False),
        ("Was the pump at Osten replaced on Monday?", "unconfirmed", False),
        ("Was the pump at Osten replaced on Monday?", "unknown", True),
        ("Who opened the gate of the Osten dam?", "unknown", False),
    ],
)
def test_what_somebody_says_or_what_is_past_answers_no_open_question(
    question: str, kind: Any, answered: bool
) -> None:
    text = (
        "The gate at the Osten dam moved twice. The pump at Osten was replaced on Monday, a clerk "
        "said. The gate of the Osten dam was opened, Ida Lorne said. The fund will pay for the "
        "repair of the Osten roads. The harbour stays open."
    )
    line = Question(text=question, type=kind, quote="The harbour stays open")
    [found] = check_article(Article(text=text), Draft(questions=(line,))).questions
    assert ("answered" in types(found)) == answered


def test_a_question_whose_anchor_is_not_there_is_absent() -> None:
    found = checked_question("Who sank the boat?", quote="nobody has said who sank the boat")
    assert found.match in {"absent", "altered"}
    assert types(found, "support") & {"quote-absent", "quote-altered"}


def test_only_a_missing_question_may_have_no_anchor() -> None:
    assert "quote-absent" in types(
        checked_question("Who owns the pier?", type="unknown"), "support"
    )
    assert checked_question("Who owns the harbour light?", type="missing").issues == ()


# --- other languages ----------------------------------------------------------------------------

GERMAN = (
    "Die Stadt hat am Dienstag den Betreiber der Fähre verklagt. Nach Angaben der Verwaltung gab "
    "es vierzehn Hinweise, 32 Arbeiter wurden geschult. Die Bürgermeisterin sagte, die Ursache sei "
    "noch nicht bekannt."
)


def test_checks_that_rest_on_english_words_are_off_elsewhere() -> None:
    draft = Draft(
        claims=(claim("Die Ursache ist unbekannt", "die Ursache sei noch nicht bekannt"),),
        summary=(
            Sentence(text="Die Stadt verklagte den Betreiber der Fähre."),
            Sentence(text="Die Stadt schulte 45 Arbeiter."),
            Sentence(text="Kaiser Wilhelm besuchte gestern heimlich Venedig."),
        ),
    )
    brief = check_article(Article(text=GERMAN), draft)
    assert brief.language == "und"
    assert brief.claims[0].match == "exact"
    assert [types(line, "support") for line in brief.summary[:2]] == [set(), {"number"}]
    assert brief.summary[2].status == "unsupported"


def test_a_text_without_blanks_between_its_words_is_checked_too() -> None:
    text = (
        "市長の山田花子は火曜日に記者団に対し、港の橋は5月に再開すると述べた。"
        "作業員32人が訓練を受けた。"
    )
    one = claim("橋は5月に再開する", "港の橋は5月に再開する", speaker="山田花子")
    honest = Sentence(text="港の橋は5月に再開すると山田花子が述べた。", claims=("c1",))
    invented = Sentence(text="鉄道会社は社長を解任し新株を発行した。")
    brief = check_article(Article(text=text), Draft(claims=(one,), summary=(honest, invented)))
    assert (brief.claims[0].match, brief.claims[0].issues) == ("exact", ())
    assert [line.status for line in brief.summary] == ["supported", "unsupported"]


# --- whatever comes -----------------------------------------------------------------------------

_PIECES = [
    "We have not seen any sign",
    "the pier",
    " ",
    "…",
    '"',
    "Quill",
    "12 percent",
    "[x]",
    "é",
]
_TEXTS = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=5).map("".join), st.text(max_size=40)
)
_SPAN = st.builds(Span, st.integers(-9, 900), st.integers(-9, 900))
_SPANS = st.lists(_SPAN, max_size=2)
_CLAIMS = st.builds(
    Claim,
    id=st.sampled_from(["", "c1", "c2"]),
    text=_TEXTS,
    speaker=st.sampled_from([None, "", "Tess Quill", "he", "officials", "Zed"]),
    attribution=st.sampled_from([(), ("Zed", "Tess Quill")]),
    source_span=st.one_of(st.none(), _SPAN),
    stance=st.sampled_from(["asserted", "denied", "unknown"]),
    quote=_TEXTS,
    spans=_SPANS.map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(_CLAIMS, max_size=3),
    st.lists(st.builds(Sentence, text=_TEXTS, claims=st.just(("c1", "c7"))), max_size=2),
    st.lists(st.builds(Question, text=_TEXTS, quote=st.one_of(st.none(), _TEXTS)), max_size=2),
    st.sampled_from([TEXT, "", "\x00", GERMAN, 'a "b', "não " * 9]),
)
def test_checking_is_idempotent_and_loses_no_line(
    claims: list[Claim], summary: list[Sentence], questions: list[Question], text: str
) -> None:
    draft = Draft(claims=tuple(claims), summary=tuple(summary), questions=tuple(questions))
    article = check_article(Article(text=text), draft)
    assert check(Brief(articles=(article,))).articles == (article,)
    for before, after in ((claims, article.claims), (summary, article.summary)):
        assert [line.text for line in before] == [line.text for line in after]
    assert len({line.id for line in article.claims}) == len(claims)
    for one in article.claims:
        assert (one.match in {"exact", "normalised", "spliced"}) == bool(one.spans)
        for start, end in one.spans:
            assert 0 <= start < end <= len(text)
    for issue in _issues(article):
        assert issue.detail
        if issue.span:
            assert 0 <= issue.span.start <= issue.span.end <= len(text)


def _issues(article: ArticleBrief) -> list[Issue]:
    issues = [issue for one in article.claims for issue in one.issues]
    issues += [issue for sentence in article.summary for issue in sentence.issues]
    return issues + [issue for question in article.questions for issue in question.issues]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_words_and_numbers_are_where_they_say(text: str) -> None:
    words = Words(text)
    for position in range(len(words)):
        start, end = words.span(position)
        assert 0 <= start < end <= len(text)
    for number in numbers_of(words):
        assert number.start < number.end <= len(words)


def test_every_sentence_of_a_text_holds_against_it() -> None:
    evidence = Evidence(TEXT)
    for paragraph in TEXT.split("\n\n"):
        assert compare(paragraph, evidence) == []


def test_the_work_grows_with_the_lines_and_not_with_lines_times_text() -> None:
    """Ten times the lines on ten times the text are not a hundred times the work."""

    def work(size: int) -> None:
        body = "\n\n".join(
            f"Town {n} sued firm {n % 97} over a pier, clerk Moen said. {TEXT}" for n in range(size)
        )
        one = claim("Arlo sued Brenn Marine in April", "Arlo sued Brenn Marine in April.")
        sentence = Sentence(text="The ferry of town 7 carries 4,500 passengers, Quill said.")
        draft = Draft(claims=(one,) * size, summary=(sentence,) * size)
        check_article(Article(text=body), draft)

    work(2)
    assert calls(lambda: work(100)) < 20 * calls(lambda: work(10))


# --- what is known about words ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("announced", "announcement"),
        ("suing", "sued"),
        ("fell", "fallen"),
        ("labour", "labor"),
        ("organise", "organization"),
        ("companies", "company"),
        ("stopped", "stop"),
    ],
)
def test_forms_of_a_word_share_a_root(one: str, other: str) -> None:
    assert root(one) == root(other)


def test_a_word_and_its_opposite_are_not_synonyms() -> None:
    for key, senses in lexicon().opposites.items():
        groups = [sense.group for sense in senses]
        assert len(groups) == len(set(groups)), key
    assert stem("rose") != stem("fell")


# --- against the data beside the repository -----------------------------------------------------


@pytest.mark.skipif(not SHARED.is_dir(), reason="the data is not beside the repository")
def test_most_honest_summaries_of_real_articles_are_not_marked() -> None:
    path = SHARED / "data" / "gum_wikinews" / "gum_wikinews.jsonl"
    marked = []
    for line in path.read_text(encoding="utf-8").splitlines()[:12]:
        record = json.loads(line)
        evidence = Evidence(record["text"])
        marked += [bool(compare(summary, evidence)) for summary in record["human_summaries"]]
    assert sum(marked) < len(marked) / 3


TUNNEL = """\
The tunnel must close next year, engineer Ada Voss said on Monday. Mayor Pavel Lind said the fare \
will stay at two crowns.

He denied that the council had sold the depot.
"""
TUNNEL_CLAIMS = (
    Claim(
        id="c1",
        text="The tunnel must close next year",
        quote="The tunnel must close next year",
        speaker="Ada Voss",
    ),
    Claim(
        id="c2",
        text="The fare will stay at two crowns",
        quote="the fare will stay at two crowns",
        speaker="Pavel Lind",
        stance="predicted",
    ),
    Claim(
        id="c3",
        text="The council had sold the depot",
        quote="the council had sold the depot",
    ),
)


@pytest.mark.parametrize(
    ("sentence", "cited", "status", "issue"),
    [
        ("Engineer Ada Voss said the tunnel must close next year.", "c1", "supported", None),
        (
            "Lind said the fare will stay at two crowns; Voss said the tunnel must close.",
            "c1 c2",
            "supported",
            None,
        ),
        (
            "Pavel Lind said the tunnel must close next year.",
            "c1",
            "unsupported",
            "speaker-mismatch",
        ),
        (
            "Ada Voss said the fare will stay at two crowns.",
            "c2",
            "unsupported",
            "speaker-mismatch",
        ),
        ("The council had sold the depot.", "c3", "unsupported", "cited-claim"),
        ("Mayor Lind said the fare will stay at two crowns.", "c1", "uncited", "uncited"),
    ],
)
def test_a_sentence_rests_on_its_claims_and_names_their_speakers(
    sentence: str, cited: str, status: str, issue: str | None
) -> None:
    line = Sentence(text=sentence, claims=tuple(cited.split()))
    article = check_article(Article(text=TUNNEL), Draft(claims=TUNNEL_CLAIMS, summary=(line,)))
    assert article.summary[0].status == status
    assert [found.type for found in article.summary[0].issues] == ([issue] if issue else [])


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("The fare will stay at two crowns.", True),
        ("The fare will stay at two crowns; the tunnel must close next year.", True),
        ("According to the mayor, the fare will stay at two crowns.", False),
        ("Pavel Lind wants the fare to stay at two crowns.", False),
        ("The fare will reportedly stay at two crowns.", False),
        ("The fare is to stay “at two crowns”.", True),  # whose words are these?
        ("“The fare will stay at two crowns.”", False),  # shown as it was said
        ("The depot stands on the hill.", False),
    ],
)
def test_what_somebody_says_is_no_fact_of_the_summarys_own(sentence: str, marked: bool) -> None:
    text = f"{TUNNEL}\n\nThe depot stands on the hill. The depot stands on the hill, Lind said."
    depot = Claim(
        id="c4",
        text="The depot stands on the hill",
        quote="The depot stands on the hill, Lind said.",
        speaker="Pavel Lind",
    )
    line = Sentence(text=sentence, claims=("c1", "c2", "c4"))
    draft = Draft(claims=(*TUNNEL_CLAIMS, depot), summary=(line,))
    [found] = check_article(Article(text=text), draft).summary
    assert ("speaker-mismatch" in types(found, "support")) == marked


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("If the frost comes early, the quay will break.", True),
        ("The quay will break unless the frost is late.", True),
        ("The quay will break if the frost comes early, Voss warned.", False),
        ("For Voss, the quay will break if the frost comes early.", False),
        ("The frost may come early.", False),
        ("The ferry stays in port if the ice is thick.", False),
    ],
)
def test_what_comes_of_a_condition_is_what_somebody_says(sentence: str, marked: bool) -> None:
    text = """\
The quay will break unless the frost is late, engineer Ada Voss said on Monday. "If the frost \
comes early, the quay will break," she said. Voss added that the frost may come early. The ferry \
stays in port if the ice is thick.
"""
    claims = (
        Claim(
            id="c1",
            text="If the frost comes early, the quay will break",
            quote="If the frost comes early, the quay will break",
            speaker="Ada Voss",
            stance="conditional",
        ),
        Claim(
            id="c2",
            text="The frost may come early",
            quote="the frost may come early",
            speaker="Ada Voss",
            stance="possible",
        ),
        Claim(
            id="c3",
            text="The ferry stays in port if the ice is thick",
            quote="The ferry stays in port if the ice is thick",
            stance="conditional",
        ),
    )
    line = Sentence(text=sentence, claims=("c1", "c2", "c3"))
    [found] = check_article(Article(text=text), Draft(claims=claims, summary=(line,))).summary
    assert ("speaker-mismatch" in types(found, "support")) == marked


@pytest.mark.parametrize(
    ("text", "quote", "marked"),
    [
        (
            "A plan existed",
            "Lind, who leads the board of the harbour, denied that a plan existed",
            True,
        ),
        ("Lind denied that a plan existed", "Lind denied that a plan existed", False),
        ("The harbour froze", "The harbour froze, and Lind says the wall held", False),
    ],
)
def test_a_quote_that_names_its_speaker_is_not_the_articles_own_voice(
    text: str, quote: str, marked: bool
) -> None:
    article = Article(text=f"{quote}. It snowed in Osten. Ada Voss and Pavel Lind stayed at home.")
    made = Claim(
        id="c1", text=text, quote=quote, stance="denied" if "denied" in quote else "asserted"
    )
    [found] = check_article(article, Draft(claims=(made,))).claims
    assert ("speaker-mismatch" in types(found, "support")) == marked


EMBASSY = """The French minister, Ada Moen, met the Dutch envoy in Osten on Monday. The envoy of \
Greece stayed away. Moen signed the treaty on fish. The reduction of the fees exceeded 10% in May, \
and the catch of herring fell by 40%.
"""


LAKE = """A man from Osten was rescued from the lake on Friday after his mother called the \
coastguard. Hundreds of schoolgirls watched from the northern shore. A spokeswoman for the \
coastguard, Ada Moen, praised them.
"""


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("A person from Osten was rescued from the lake after a parent called.", set()),
        ("Hundreds of girls watched from the north shore of the lake.", set()),
        ("A woman from Osten was rescued from the lake on Friday.", {"content"}),
        ("A man was rescued after his father called the coastguard.", {"content"}),
        ("Hundreds of boys watched from the northern shore of the lake.", {"content"}),
        ("A spokesman for the coastguard praised the girls.", {"content"}),
    ],
)
def test_a_man_is_no_woman_and_a_mother_no_father(sentence: str, marked: set[str]) -> None:
    draft = Draft(summary=(Sentence(text=sentence),))
    [found] = check_article(Article(text=LAKE), draft).summary
    assert types(found, "support") == marked


TAXES = """In the past few days several towns have begun to ask hotels for a tax. Officials will \
scrap the old interview and replace it with a form. The mayor, Ada Moen, declined to take \
questions. The driver denied a report that he had been warned of the ice.
"""


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("Several towns have not begun to ask hotels for a tax.", True),
        ("Officials will not replace the old interview with a form.", True),
        ("Mayor Ada Moen did not take questions.", False),
        ("The driver said he had not been warned of the ice.", False),
    ],
)
def test_a_word_beside_a_statement_does_not_turn_it_round(sentence: str, marked: bool) -> None:
    draft = Draft(summary=(Sentence(text=sentence),))
    [found] = check_article(Article(text=TAXES), draft).summary
    assert ("negation" in types(found, "support")) == marked


PLACES = """The tram line to Osten will close for repairs in March, the council said on Monday. \
Commuters must take the bus until the rails have been laid anew.

In Brenn, fishermen landed a record catch of herring. The port will be dredged in spring, and its \
master, Ada Moen, thanked the crews for their long and patient work.
"""


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("The tram line to Osten will close for repairs in March.", False),
        ("Fishermen in Brenn landed a record catch, for which Moen thanked them.", False),
        ("The tram line to Brenn will close for repairs in March.", True),
        ("Fishermen in Osten landed a record catch of herring.", True),
    ],
)
def test_a_name_stands_where_the_text_has_another(sentence: str, marked: bool) -> None:
    draft = Draft(summary=(Sentence(text=sentence),))
    [found] = check_article(Article(text=PLACES), draft).summary
    assert ("name" in types(found, "support")) == marked


FISHING = """The federal court in Osten sat on Monday. It heard that the state law on fishing had \
raised the price of cod. The domestic market for herring grew last year. The foreign \
minister, Ada Moen, said that the talks with Brenn would go on for days.
"""


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("The state law has raised the price of cod.", False),
        ("The domestic market grew last year.", False),
        ("The federal law has made cod dearer.", True),
        ("The domestic minister said that the talks would go on.", True),
    ],
)
def test_a_word_stands_right_beside_the_word_that_has_its_rival_in_the_text(
    sentence: str, marked: bool
) -> None:
    draft = Draft(summary=(Sentence(text=sentence),))
    [found] = check_article(Article(text=FISHING), draft).summary
    assert bool({"content", "antonym"} & types(found, "support")) == marked


STRIKE = """The drivers of Osten went on strike after the council cut their pay. Trams stood still \
because of the strike, and more commuters took the ferry. The union met the council ahead of the \
holidays.
"""


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("The drivers went on strike after the council cut their pay.", False),
        ("Trams stood still because of the strike by the drivers.", False),
        ("The union met the council before the holidays.", False),
        ("No more commuters took the tram.", False),
        ("The drivers went on strike before the council cut their pay.", True),
        ("Trams stood still despite the strike by the drivers.", True),
        ("Less commuters took the ferry.", True),
        ("The union met the council after the holidays.", True),
    ],
)
def test_before_stands_where_the_text_has_after(sentence: str, marked: bool) -> None:
    draft = Draft(summary=(Sentence(text=sentence),))
    [found] = check_article(Article(text=STRIKE), draft).summary
    assert ("antonym" in types(found, "support")) == marked


@pytest.mark.parametrize("thing", ["a magician", "an umbrella", "a donkey", "a lighthouse"])
def test_a_thing_that_the_text_does_not_have_is_new(thing: str) -> None:
    draft = Draft(summary=(Sentence(text=f"Ada Moen met {thing} in Osten on Monday."),))
    [found] = check_article(Article(text=EMBASSY), draft).summary
    assert types(found, "support") == {"content"}


@pytest.mark.parametrize(
    "sentence",
    [
        "The town mourned the arrival of the ferry from Lund.",
        "The town celebrated the departure of the ferry from Lund.",
        "Amateur pilots suddenly left the port.",
    ],
)
def test_plain_opposites_stand_for_each_other(sentence: str) -> None:
    text = (
        "The town celebrated the arrival of the ferry from Lund. Professional pilots left the port."
    )
    [found] = check_article(Article(text=text), Draft(summary=(Sentence(text=sentence),))).summary
    assert types(found, "support") == {"antonym"}


OWNERS = """\
The tram's engineer, Ada Voss, said on Monday that she would leave if the tunnel stayed open. The \
council met for an hour on Monday evening. Mayor Pavel Lind said the fare will stay at two crowns.

The depot's owner, Arlo Line, has paid for a new tunnel. "We keep our word," its spokesman, Jon \
Tveit, said.

"I rode the tram on Sunday, and it was late," Lind said. Superintendent Ola Berg said that nobody \
was hurt. "No one entered the depot," he said. The drivers say that the tram is never late.
"""
OWNERS_CLAIMS = {
    "leave": Claim(
        text="[Ada Voss] would leave if the tunnel stayed open",
        quote="she would leave if the tunnel stayed open",
        speaker="Ada Voss",
        stance="conditional",
    ),
    "word": Claim(text="[Arlo Line keeps its] word", quote="We keep our word", speaker="Jon Tveit"),
    "tram": Claim(
        text="[Pavel Lind] rode the tram on Sunday, and it was late",
        quote="I rode the tram on Sunday, and it was late",
        speaker="Pavel Lind",
    ),
    "depot": Claim(
        text="No one entered the depot", quote="No one entered the depot", speaker="Ola Berg"
    ),
}


def is_misattributed(sentence: str, one: Claim, text: str, source: str | None = None) -> bool:
    """Whether a sentence is marked for whom it gives an honest claim to."""
    line = Sentence(text=sentence, claims=("c1",))
    draft = Draft(claims=(replace(one, id="c1"),), summary=(line,))
    found = check_article(Article(text=text, source=source), draft)
    assert found.claims[0].issues == ()
    return "speaker-mismatch" in types(found.summary[0], "support")


def is_given_to_another(sentence: str, one: Claim) -> bool:
    return is_misattributed(sentence, one, OWNERS, "The Ulmen Post")


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("Pavel Lind said that Ada Voss would leave if the tunnel stayed open.", True),
        ("Ada Voss said that she would leave if the tunnel stayed open.", False),
        ("The engineer said that she, Ada Voss, would leave if the tunnel stayed open.", False),
        # somebody tells of what she said, or answers it
        ("Pavel Lind said that Ada Voss warned she would leave if the tunnel stayed open.", False),
        ("Pavel Lind said that Voss reportedly would leave if the tunnel stayed open.", False),
        ("Pavel Lind rejected the threat that Voss would leave if the tunnel stayed open.", False),
        ("Pavel Lind said it is not true that Voss would leave if the tunnel stayed open.", False),
        # what is his own comes first
        (
            "Lind said the fare will stay; Ada Voss would leave if the tunnel stayed open.",
            False,
        ),
        # the outlet tells it
        ("The Ulmen Post said that Ada Voss would leave if the tunnel stayed open.", False),
    ],
)
def test_what_somebody_says_of_herself_is_not_anothers_though_the_sentence_names_her(
    sentence: str, marked: bool
) -> None:
    assert is_given_to_another(sentence, OWNERS_CLAIMS["leave"]) == marked


@pytest.mark.parametrize(
    ("sentence", "claim_", "marked"),
    [
        ("The spokesman said that it keeps its word.", "word", False),
        ("Arlo Line said that it keeps its word.", "word", False),
        ("The company said that it keeps its word.", "word", False),  # nobody else speaks so
        ("The owner of the depot said that it keeps its word.", "word", False),
        ("The mayor said that it keeps its word.", "word", True),
        ("Ada Voss said that it keeps its word.", "word", True),
        ("The drivers said that it keeps its word.", "word", True),
        ("The mayor said that he rode the tram on Sunday, and it was late.", "tram", False),
        ("The engineer said that he rode the tram on Sunday, and it was late.", "tram", True),
        ("Investigators said that no one entered the depot.", "depot", False),
        ("Police said that no one entered the depot.", "depot", False),
        ("The superintendent said that no one entered the depot.", "depot", False),
        ("Arlo Line said that no one entered the depot.", "depot", True),
        ("Pavel Lind said that no one entered the depot.", "depot", True),
    ],
)
def test_a_sentence_may_name_the_role_or_the_body_of_a_speaker(
    sentence: str, claim_: str, marked: bool
) -> None:
    assert is_given_to_another(sentence, OWNERS_CLAIMS[claim_]) == marked


FEES = """The reduction of the fees exceeded 10% in May, and the catch of herring fell by 40%.
"""


@pytest.mark.parametrize(
    ("quote", "line", "marked"),
    [
        ("The reduction of the fees exceeded 10% in May", "The fees fell by more than 10%", False),
        ("The reduction of the fees exceeded 10% in May", "The fees fell by over 10%", False),
        ("The reduction of the fees exceeded 10% in May", "The fees fell by less than 10%", True),
        ("The reduction of the fees exceeded 10% in May", "The fees were more", True),
    ],
)
def test_more_than_a_number_is_no_rise(quote: str, line: str, marked: bool) -> None:
    draft = Draft(claims=(claim(line, quote),))
    [found] = check_article(Article(text=FEES), draft).claims
    assert bool(types(found, "support")) == marked


RULES = """The court found that the rules could wrongly remove some voters and are not in line \
with the law on voters. The board said that the crane may be sold and is empty.
"""


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("The rules are not in line with the law on voters, the court found.", False),
        ("The court found that the rules remove some voters.", True),
        ("The rules remove some voters and are not in line with the law.", True),
        ("The board said that the crane was empty.", False),
        ("The board said that the crane was sold.", True),
    ],
)
def test_a_hedge_is_that_of_its_own_verb(sentence: str, marked: bool) -> None:
    who, start = ("The board", "The board") if "board" in sentence else ("The court", "The court")
    quote = RULES[RULES.index(start) :].partition(".")[0]
    told = claim(sentence.replace(f"{who} said that", "").replace(", the court found", ""), quote)
    draft = Draft(claims=(replace(told, speaker=who),), summary=(Sentence(text=sentence),))
    found = check_article(Article(text=RULES), draft)
    assert bool(types(found.summary[0], "support")) == marked
    assert ("stance-raised" in types(found.claims[0])) == marked


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("The strike will go on every day", False),
        ("They are going to stop", True),
        ("They are going to stop. It's going to go on every day", True),
    ],
)
def test_a_claim_may_leave_out_the_sentence_that_is_negated(line: str, marked: bool) -> None:
    quote = "We are not going to stop. It's going to go on every day"
    text = f"The dockers met on Monday. “{quote},” Holm said."
    draft = Draft(claims=(claim(line, quote, speaker="Holm", stance="predicted"),))
    [found] = check_article(Article(text=text), draft).claims
    assert ("negation" in types(found)) == marked


NOTES = """Mayor Ada Lind said that the pool will not open in June. Lind called for a pause of the \
work on the roof.
"""
OPEN_NOTES = {
    "pool": Claim(
        text="The pool will not open in June",
        quote="the pool will not open in June",
        stance="denied",
    ),
    "pause": Claim(
        text="There should be a pause of the work on the roof",
        quote="Lind called for a pause of the work on the roof",
        stance="requested",
    ),
}


@pytest.mark.parametrize(
    ("sentence", "told", "marked"),
    [
        ("Lind noted that the pool will not open in June.", "pool", False),  # no form of "not"
        ("Lind noted that the pool opened in June.", "pool", True),
        ("Lind's call was for a pause of the work on the roof.", "pause", False),
        ("Lind's plea is a pause of the work on the roof.", "pause", False),
        ("Lind got a pause of the work on the roof.", "pause", True),
    ],
)
def test_a_verb_or_a_noun_may_keep_what_is_open(sentence: str, told: str, marked: bool) -> None:
    one = replace(OPEN_NOTES[told], id="c1", speaker="Ada Lind")
    draft = Draft(claims=(one,), summary=(Sentence(text=sentence, claims=("c1",)),))
    found = check_article(Article(text=NOTES), draft)
    assert types(found.claims[0], "support") == set()
    assert bool(types(found.summary[0], "support")) == marked


BORDER = """MOSCOW (Ulmen Post) - The ferry has been in the dock since March, when ice broke it. \
Trains from Berlin and Paris were late on Monday, and in Pyongyang the power failed.

The crew has waited for the new bow for a month, and the harbour is full of ice again.

Russia said that the ferry would sail in May. The crew of nine men went home to rest.

The crew had asked for a lower fee in a letter of nine pages, which it wrote in April.

The German ministry said that the fee was too high. The crew of nine men went home to rest.

The pier has stood for a hundred years, and its lamps are lit by hand every evening.

North Korea said that the pier was closed. The crew of nine men went home to rest.
"""


@pytest.mark.parametrize(
    ("sentence", "quote", "speaker", "marked"),
    [
        (
            "Moscow said the ferry would sail in May.",
            "the ferry would sail in May",
            "Russia",
            False,
        ),
        ("Berlin said the ferry would sail in May.", "the ferry would sail in May", "Russia", True),
        ("Berlin said the fee was too high.", "the fee was too high", "the German ministry", False),
        ("Paris said the fee was too high.", "the fee was too high", "the German ministry", True),
        ("Pyongyang said the pier was closed.", "the pier was closed", "North Korea", False),
    ],
)
def test_a_capital_speaks_for_its_country(
    sentence: str, quote: str, speaker: str, marked: bool
) -> None:
    one = Claim(text=quote, quote=quote, speaker=speaker)
    assert is_misattributed(sentence, one, BORDER) == marked


MASTS = """\
His doctor said that the keeper needed rest. The company said that the mast was sound. The \
professors said that the mast was old, and the senators said that it was new. A study found that \
rust had weakened the mast.

"The keeper sleeps," Dr. Ada O’Moen wrote. Brenn Marine CEO Jon Tveit said that the mast would be \
repaired in May. Prof. Ivo Brandt said that the paint was wet. Sen. Ole Strand said that the law \
was clear. "I have been briefed on the mast," Strand said.

"We were never asked," said Pia Holm, a sailor. The salt of the sea is the cause, researchers say. \
Holm said that the rope was new. The report says the bolts were too short.
"""


@pytest.mark.parametrize(
    ("quote", "speaker", "sentence", "marked"),
    [
        # The title before a name is short for a role.
        ("the keeper needed rest", "Ada O’Moen", "The doctor said the keeper needed rest.", False),
        ("The keeper sleeps", "Ada O’Moen", "The keeper sleeps, his doctor said.", False),
        ("the rope was new", "Pia Holm", "His doctor said that the rope was new.", True),
        (
            "the mast would be repaired in May",
            "Jon Tveit",
            "The company's chief executive said that the mast would be repaired in May.",
            False,
        ),
        ("the paint was wet", "Ivo Brandt", "The professors said the paint was wet.", False),
        ("the law was clear", "Ole Strand", "The senators said the law was clear.", False),
        ("the law was clear", "Ole Strand", "The professors said the law was clear.", True),
        # A study, its report and its authors say the same.
        (
            "The salt of the sea is the cause",
            "researchers",
            "The salt of the sea is the cause, a study found.",
            False,
        ),
        ("the bolts were too short", "The report", "The bolts were short, a study found.", False),
        ("the bolts were too short", "The report", "The company said the bolts were short.", True),
        ("the rope was new", "Pia Holm", "The rope was new, a study found.", True),
        # Without a verb, too, a sentence says whose words they are ...
        (
            "the law was clear",
            "Ole Strand",
            "The law was clear, in the eyes of a lawmaker.",
            False,
        ),
        ("the law was clear", "Ole Strand", "To senators, the law was clear.", False),
        ("the law was clear", "Ole Strand", "To be sure, the law was clear.", True),
        ("the law was clear", "Ole Strand", "For years, the law was clear.", True),
        # ... and what somebody says of himself is no fact, either.
        ("I have been briefed on the mast", "Ole Strand", "The senator was briefed on it.", True),
    ],
)
def test_titles_studies_and_plain_words_tell_who_says_it(
    quote: str, speaker: str, sentence: str, marked: bool
) -> None:
    told = quote.replace("I have", "[Strand] has")
    one = Claim(text=told, quote=quote, speaker=speaker)
    assert is_misattributed(sentence, one, MASTS) == marked


QUAY = """Nobody had warned the crew of the Dorn Star of the mud, Dorn Freight said.

Ada Moen, the board's chair, said that the crane of Dorn Freight was too heavy, and that the quay \
would sink within ten years.

"The survey left out the eastern quay," said Rolf Tande, a diver. "I counted eleven \
cracks."

The board said that it had found no record of the cracks.

It rained all day. Tande said that the quay had been cheap, but the council paid for it in May.
Moen said that it was dry, and that night the crew painted it.
"""


@pytest.mark.parametrize(
    ("quote", "speaker", "sentence", "marked"),
    [
        # A name that is part of what is said does not tell who says it ...
        (
            "Nobody had warned the crew of the Dorn Star of the mud",
            "Dorn Freight",
            "Nobody had warned the crew of the Dorn Star of the mud.",
            True,
        ),
        (
            "Nobody had warned the crew of the Dorn Star of the mud",
            "Dorn Freight",
            "Nobody had warned the crew of the Dorn Star of the mud, per Dorn Freight.",
            False,
        ),
        # ... nor does a verb or a survey that is: only what the sentence puts around it.
        (
            "The survey left out the eastern quay",
            "Rolf Tande",
            "The survey left out the eastern quay.",
            True,
        ),
        (
            "The survey left out the eastern quay",
            "Rolf Tande",
            "That the survey left out the eastern quay is the view of a diver.",
            False,
        ),
        (
            "it had found no record of the cracks",
            "the board",
            "No record of the cracks had been found.",
            True,
        ),
        (
            "it had found no record of the cracks",
            "the board",
            "The board had found no record of the cracks.",
            False,
        ),
        (
            "it had found no record of the cracks",
            "the board",
            "The board said that it had found no record of the cracks.",
            False,
        ),
        # "And that" goes on with what is said.
        ("the quay would sink within ten years", "Ada Moen", "The quay would sink.", True),
        ("the quay would sink within ten years", "Ada Moen", "Moen fears it would sink.", False),
        # What is found by somebody is given to him.
        (
            "The board said that it had found no record of the cracks",
            "The board",
            "No record of the cracks had been found by the board.",
            False,
        ),
    ],
)
def test_whose_words_they_are_is_told_by_what_stands_around_them(
    quote: str, speaker: str, sentence: str, marked: bool
) -> None:
    one = Claim(text=quote[0].upper() + quote[1:], quote=quote, speaker=speaker)
    assert is_misattributed(sentence, one, QUAY) == marked


@pytest.mark.parametrize(
    ("quote", "text", "marked"),
    [
        ("the quay would sink within ten years", "The quay would sink within ten years", True),
        ("It rained all day", "It rained all day", False),
        ("the council paid for it in May", "The council paid for it in May", False),
        ("that night the crew painted it", "That night the crew painted it", False),
        (
            "The board said that it had found no record of the cracks",
            "No record of the cracks had been found",
            True,
        ),
        (
            "The board said that it had found no record of the cracks",
            "The board said that it had found no record of the cracks",
            False,
        ),
    ],
)
def test_a_word_of_what_is_said_does_not_report_it(quote: str, text: str, marked: bool) -> None:
    draft = Draft(claims=(Claim(text=text, quote=quote),))
    [found] = check_article(Article(text=QUAY), draft).claims
    assert ("speaker-mismatch" in types(found, "support")) == marked


SEA_WALL = """The harbour needs a new wall, engineer Ada Moen told the council on Monday.

The county puts the cost at 52 million crowns. Mayor Ole Strand has called the plan a folly.
Port manager Pia Holm said that she had paid for no survey.

A person close to the survey said that a copy was sent to the port. The board's lawyers said that
it had not been told. On Monday the court
ruled that the port must ask the county.

The programme, called Spring Tide, lets farmers sell their quotas to the port.
"""
WALL = Claim(
    id="c1",
    text="The harbour needs a new wall",
    quote="The harbour needs a new wall",
    speaker="Ada Moen",
)


@pytest.mark.parametrize(
    ("quote", "speaker", "told", "sentence", "marked"),
    [
        # Whoever makes a statement of what the text tells of somebody tells whose it is.
        (
            "The county puts the cost at 52 million crowns",
            "The county",
            "The cost is 52 million crowns",
            "The cost is 52 million crowns.",
            True,
        ),
        (
            "The county puts the cost at 52 million crowns",
            "The county",
            "The cost is 52 million crowns",
            "The county puts the cost at 52 million crowns.",
            False,
        ),
        (
            "has called the plan a folly",
            "Ole Strand",
            "The plan is a folly",
            "The plan is a folly.",
            True,
        ),
        # What somebody says of himself is what he says ...
        (
            "she had paid for no survey",
            "Pia Holm",
            "[Holm] had paid for no survey",
            "Holm had paid for no survey.",
            True,
        ),
        # ... and a word that the speaker's description shares with the line names nobody.
        (
            "a copy was sent to the port",
            "a person close to the survey",
            "A copy [of the survey] was sent to the port",
            "A copy of the survey was sent to the port.",
            True,
        ),
        (
            "the port must ask the county",
            "the court",
            "The port must ask the county",
            "Under Monday's ruling, the port must ask the county.",
            False,
        ),
    ],
)
def test_a_sentence_keeps_whose_words_its_claim_has(
    quote: str, speaker: str, told: str, sentence: str, marked: bool
) -> None:
    assert is_misattributed(sentence, Claim(text=told, quote=quote, speaker=speaker), SEA_WALL) == (
        marked
    )


@pytest.mark.parametrize(
    ("quote", "told", "marked"),
    [
        ("The county puts the cost at 52 million crowns", "The cost is 52 million crowns", True),
        (
            "The county puts the cost at 52 million crowns",
            "The county puts the cost at 52 million crowns",
            False,
        ),
        ("Mayor Ole Strand has called the plan a folly", "The plan is a folly", True),
        ("called the plan a folly", "[Strand] called the plan a folly", False),
        (
            "lets farmers sell their quotas to the port",
            "[Spring Tide] lets farmers sell their quotas to the port",
            False,
        ),
    ],
)
def test_a_claim_in_the_articles_voice_keeps_who_tells_it(
    quote: str, told: str, marked: bool
) -> None:
    draft = Draft(claims=(Claim(text=told, quote=quote),))
    [found] = check_article(Article(text=SEA_WALL), draft).claims
    assert ("speaker-mismatch" in types(found, "support")) == marked


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("Pia Holm said that the harbour needs a new wall.", True),
        ("The person close to the survey said that the harbour needs a new wall.", True),
        ("The engineer said that the harbour needs a new wall.", False),
        ("An expert said that the harbour needs a new wall.", False),
    ],
)
def test_who_speaks_in_another_claim_does_not_stand_for_this_one(
    sentence: str, marked: bool
) -> None:
    copy = Claim(
        id="c2",
        text="A copy was sent to the port",
        quote="a copy was sent to the port",
        speaker="a person close to the survey",
    )
    line = Sentence(text=sentence, claims=("c1",))
    [found] = check_article(
        Article(text=SEA_WALL), Draft(claims=(WALL, copy), summary=(line,))
    ).summary
    assert ("speaker-mismatch" in types(found, "support")) == marked


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("Moen said the harbour needs a new wall, and Holm that she paid for no survey.", False),
        ("Holm said the harbour needs a new wall; Moen said she had paid for no survey.", True),
        ("Moen said the harbour needs a new wall and that she had paid for no survey.", True),
        ("Moen said the harbour needs a new wall, which Holm, who paid for no survey, hid.", False),
        ("The harbour needs a new wall, and Holm said that she had paid for no survey.", True),
        ("The harbour needs a new wall, Moen said, and Holm that she paid for no survey.", False),
        ("The harbour needs a new wall and Holm paid for no survey, Moen and Holm said.", False),
    ],
)
def test_two_claims_in_one_sentence_keep_their_speakers(sentence: str, marked: bool) -> None:
    survey = Claim(
        id="c2",
        text="She had paid for no survey",
        quote="she had paid for no survey",
        speaker="Pia Holm",
    )
    line = Sentence(text=sentence, claims=("c1", "c2"))
    draft = Draft(claims=(WALL, survey), summary=(line,))
    [found] = check_article(Article(text=SEA_WALL), draft).summary
    assert ("speaker-mismatch" in types(found, "support")) == marked


@pytest.mark.parametrize(("label", "marked"), [("MOEN", True), ("COSTS", False)])
def test_the_words_behind_a_label_are_those_of_whom_the_text_names(
    label: str, marked: bool
) -> None:
    text = (
        "Ada Moen spoke to the council on Monday about the costs of the quay.\n\n"
        "LINDE: How long will it take?\n\n"
        f"{label}: The new quay will take six years to build.\n\n"
        "LINDE: And then?\n\n"
        f"{label}: It will be paid for by the port.\n"
    )
    words = "The new quay will take six years to build"
    draft = Draft(claims=(Claim(text=words, quote=words, stance="predicted"),))
    [found] = check_article(Article(text=text), draft).claims
    assert ("speaker-mismatch" in types(found, "support")) == marked


def test_a_place_before_a_report_is_no_label() -> None:
    text = "PARIS: The river rose by two metres on Monday.\n\nParis Moreau, a baker, watched it.\n"
    words = "The river rose by two metres on Monday"
    draft = Draft(claims=(Claim(text=words, quote=words),))
    assert check_article(Article(text=text), draft).claims[0].issues == ()


def test_who_has_the_name_of_the_outlet_does_not_stand_for_it() -> None:
    text = "Ada Lee said that the pier would sink. Bo Lind, the mayor, said that it was dry.\n"
    quote = "the pier would sink"
    one = Claim(text="The pier would sink", quote=quote, speaker="Ada Lee")
    for who, marked in (("Lind", True), ("The Lind Post", False)):
        line = f"{who} said that the pier would sink."
        assert is_misattributed(line, one, text, "The Lind Post") == marked


# --- words of the text that only look like a hedge, a negation or a speaker -----------------------


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The firm is accused of hiding the log for months.", "hiding the log for months"),
        ("There were rumours that the mayor left town early.", "the mayor left town early"),
        ("Officials suspect that the pump failed on Monday.", "the pump failed on Monday"),
        ("It is likely that the bridge was damaged by ice.", "the bridge was damaged by ice"),
        ("The bridge was said to have lost a pier in May.", "lost a pier in May"),
    ],
)
def test_a_hedge_that_is_cut_off_before_the_quote_makes_the_claim_too_sure(
    text: str, quote: str
) -> None:
    sure, open_ = (
        check_article(
            Article(text=f"{text} It rained all day."),
            Draft(claims=(Claim(text=quote, quote=quote, stance=stance),)),
        ).claims[0]
        for stance in ("asserted", "possible")
    )
    assert "stance-raised" in {issue.type for issue in sure.issues}
    assert "stance-raised" not in {issue.type for issue in open_.issues}


@pytest.mark.parametrize(
    ("text", "claim_", "quote"),
    [
        (
            'Ida Lorne said: "No, I led the team in 2010. We did not win."',
            "[Lorne] led the team in 2010",
            "No, I led the team in 2010",
        ),
        (
            'Ida Lorne said: "We played worse than we thought we would. Came fourth in Bergen."',
            "[The team] came fourth in Bergen",
            "Came fourth in Bergen",
        ),
        (
            'Ida Lorne said: "The cup is a chance. It also means that teams know where they are."',
            "[The cup] means that teams know where they are",
            "It also means that teams know where they are",
        ),
    ],
)
def test_an_answer_with_no_a_clause_that_ended_and_it_are_honest(
    text: str, claim_: str, quote: str
) -> None:
    one = Claim(text=claim_, quote=quote, speaker="Ida Lorne")
    assert check_article(Article(text=text), Draft(claims=(one,))).claims[0].issues == ()


def test_a_sentence_that_cites_nothing_gives_each_statement_to_its_speaker() -> None:
    text = (
        "Ida Lorne said that the pier had been checked twice in March.\n\n"
        "Nils Arlo said that the harbour would close on Sundays."
    )
    for name, types_ in (("Ida Lorne", set()), ("Nils Arlo", {"speaker-mismatch"})):
        sentence = Sentence(text=f"{name} said the pier had been checked twice in March.")
        (found,) = check_article(Article(text=text), Draft(summary=(sentence,))).summary
        assert {issue.type for issue in found.issues if issue.kind == "support"} == types_


@pytest.mark.parametrize(
    ("text", "claim_"),
    [
        (
            "The US has not seen Pyongyang send shells, Ida Lorne said.",
            "The United States has not seen Pyongyang send shells",
        ),
        (
            "Mr. Lorne's firm will repair the pier at Osten, the council said.",
            "Ida Lorne's firm will repair the pier at Osten",
        ),
        (
            "I. Lorne's firm will repair the pier at Osten, the council said.",
            "Ida Lorne's firm will repair the pier at Osten",
        ),
        (
            "The South Korean firm will repair the pier at Osten, the council said.",
            "South Korea will repair the pier at Osten",
        ),
    ],
)
def test_a_name_in_full_for_a_short_one_is_no_exchange(text: str, claim_: str) -> None:
    text += " The United States is abroad. Ida Lorne owns the firm."
    quote = text.partition(",")[0]
    (found,) = check_article(
        Article(text=text), Draft(claims=(Claim(text=claim_, quote=quote, speaker="Ida Lorne"),))
    ).claims
    assert [issue for issue in found.issues if issue.type == "name"] == []


def test_a_question_is_answered_by_a_synonym_of_a_word_that_stands_elsewhere() -> None:
    text = (
        "The minister's visit to Osten was short. Nobody knows what it was for.\n\n"
        "Minister Pia Holm travelled to Osten in March, her office said."
    )
    asked = Question(text="When did minister Pia Holm visit Osten?", quote="Nobody knows")
    (found,) = check_article(Article(text=text), Draft(questions=(asked,))).questions
    assert [issue.type for issue in found.issues] == ["answered"]


def test_the_beginning_of_a_sentence_is_compared_as_any_other_line() -> None:
    """The point of a number is not where the text's sentence ends."""
    text = "The firm owes 17.5 million crowns. The clock stood still. Nobody knows why."
    cut, whole = check_article(
        Article(text=text),
        Draft(
            summary=(Sentence(text="The firm owes 17."), Sentence(text="The clock stood still."))
        ),
    ).summary
    assert "number" in {issue.type for issue in cut.issues}
    assert {issue.kind for issue in whole.issues} == {"advisory"}


def test_of_sentences_that_answer_alike_the_first_is_named_in_every_process() -> None:
    """Python orders a set of words by a number that it draws when it starts."""
    code = """
from briefer.evidence import Evidence
text = (
    "The council will vote on the budget of the port on Monday. Nobody knows the rest.\\n\\n"
    "The council will vote on the budget in Harrow on Tuesday."
)
question = "When will the council vote on the budget of the port in Harrow?"
(first, *_) = Evidence(text).answers(question)
assert first.start == 0
"""
    for seed in "12345":
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, check=False
        )
        assert done.returncode == 0


LEAK = "the ministry had known of the leak"


@pytest.mark.parametrize(
    "sentence",
    [
        f"Claims that {LEAK} were false, Orlo said.",
        f"Orlo said reports that {LEAK} were completely unfounded.",
        f"Orlo called reports that {LEAK} baseless.",
        f"It is not true that {LEAK}, Orlo said.",
        f"It was false that {LEAK}, Orlo said.",
        f"Orlo disputed that {LEAK}.",
        f"Orlo contested the suggestion that {LEAK}.",
        f"Orlo rejected as untrue the report that {LEAK}.",
        f"Orlo said the story that {LEAK} was a lie.",
    ],
)
def test_what_somebody_calls_false_is_denied(sentence: str) -> None:
    def found(text: str, quote: str, stance: Any) -> set[str]:
        claim = Claim(text=text, quote=quote, speaker="Orlo", stance=stance)
        (checked,) = check_article(Article(text=sentence), Draft(claims=(claim,))).claims
        assert checked.match == "exact"
        return {issue.type for issue in checked.issues if issue.kind == "support"}

    known = f"{LEAK[0].upper()}{LEAK[1:]}."
    assert "context-cut" in found(known, LEAK, "asserted")
    assert found(known, LEAK, "denied") == set()
    assert "stance-raised" in found(known, sentence, "asserted")
    assert found(known, sentence, "denied") == set()
    assert found(sentence, sentence, "asserted") == set(), "the claim says itself that it is denied"


@pytest.mark.parametrize(
    "sentence",
    [
        "The reports were not false, Orlo said.",
        "The claims are not without merit.",
        "The false alarm was raised at noon.",
        "Orlo disputed the fine in court.",
        "The report told of a lie.",
        "The club rejected an offer of five million.",
    ],
)
def test_not_all_that_is_false_or_rejected_is_a_denial(sentence: str) -> None:
    assert stance_of(sentence) == "asserted"


HARBOUR = (
    "Mayor Agnes Tolliver said on Monday that the harbour was open again.\n\n"
    "The minister, Odile Farrant, has denied that her office was told of it, then or at any other"
    " time before the storm broke. A person close to the audit said a copy was sent on Friday."
)


DENIED = "The minister, Odile Farrant, has denied that her office was told of it"


@pytest.mark.parametrize(
    ("speaker", "quote", "marked"),
    [
        ("Agnes Tolliver", DENIED, True),
        ("Odile Farrant", DENIED, False),
        ("the minister", DENIED, False),
        ("Odile Farrant", "a copy was sent on Friday", True),
        ("a person close to the audit", "a copy was sent on Friday", False),
    ],
)
def test_who_says_it_stands_in_the_quote_or_is_no_document(
    speaker: str, quote: str, marked: bool
) -> None:
    stance: Any = "denied" if "denied" in quote else "asserted"
    claim = Claim(text="It was so.", quote=quote, speaker=speaker, stance=stance)
    (checked,) = check_article(Article(text=HARBOUR), Draft(claims=(claim,))).claims
    assert marked == ("speaker-mismatch" in {issue.type for issue in checked.issues})


def test_the_rest_of_a_word_is_no_name_of_the_text_though_it_has_a_capital() -> None:
    words = "It is far too small for that"
    story = f'The comet will miss the town. "{words}," Neil deGrasse Tyson said on Monday.'
    for speaker, expected in (("Grasse Tyson", {"speaker-absent"}), ("Neil deGrasse Tyson", set())):
        line = Claim(text=words, quote=words, speaker=speaker)
        (checked,) = check_article(Article(text=story), Draft(claims=(line,))).claims
        assert types(checked) & {"speaker-absent"} == expected


CLOCK = """The clerk Edda Moen said the stationmaster forgets the time of each train. \
"He can't remember the time of each train," she said on a show of the Kranby Press.

Her interview was printed on Monday. The Kranby Press reported that she had no clock. The KP \
reported that "the tower of the old station will stay \
shut".

Two of the oldest candidates, Pavel Lind and Ida Roos, were defeated in the vote for the board. \
"Move on, folks. Wind the clock," Moen wrote."""


def clock(*claims: Claim, summary: tuple[Sentence, ...] = ()) -> ArticleBrief:
    return check_article(Article(text=CLOCK), Draft(claims=claims, summary=summary))


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ('The clerk said he "can\'t remember the time of each train".', False),
        ("The stationmaster can't remember the time of each train, the clerk said.", False),
        ("The stationmaster can remember the time of each train, the clerk said.", True),
        ("The stationmaster remembers the time of each train, the clerk said.", True),
        ("Pavel Lind and Ida Roos failed to win in the vote for the board.", False),
        ("Pavel Lind and Ida Roos won in the vote for the board.", True),
    ],
)
def test_what_is_not_the_opposite_is_the_same(sentence: str, marked: bool) -> None:
    (found,) = clock(summary=(Sentence(text=sentence),)).summary
    assert ({"antonym", "negation"} & types(found) != set()) == marked


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ('The clerk added the words "Move on, folks. Wind the clock".', False),
        ('The clerk added that it is time to "wind the clock".', True),
    ],
)
def test_a_quote_that_is_shown_is_as_sure_as_it_is(sentence: str, marked: bool) -> None:
    asked = claim(
        "[People should] wind the clock",
        "Move on, folks. Wind the clock",
        speaker="Edda Moen",
        stance="requested",
        id="c1",
    )
    (found,) = clock(asked, summary=(Sentence(text=sentence, claims=("c1",)),)).summary
    assert ("stance-raised" in types(found)) == marked


def test_a_word_of_the_texts_own_before_a_name_is_no_part_of_it() -> None:
    right, wrong = (
        Sentence(text=f"{who} Edda Moen said that the stationmaster forgets the time.")
        for who in ("Interviewer", "Adelheid")
    )
    marked = [types(line) for line in clock(summary=(right, wrong)).summary]
    assert ["name" in found for found in marked] == [False, True]


@pytest.mark.parametrize(
    ("speaker", "marked"),
    [("Kranby Press", False), ("The Kranby Press", False), ("KP", False), ("Edda Moen", True)],
)
def test_initials_are_the_name_that_they_are_short_for(speaker: str, marked: bool) -> None:
    (found,) = clock(
        claim(
            "The tower of the old station will stay shut",
            "the tower of the old station will stay shut",
            speaker=speaker,
            stance="predicted",
        )
    ).claims
    assert ("speaker-mismatch" in types(found)) == marked


def test_capitals_within_a_word_are_its_initials() -> None:
    text = "Some schools use LV recordings, and others KP ones, Edda Moen said of LibriVox."
    right, wrong = check_article(
        Article(text=text),
        Draft(
            claims=(
                claim("Some schools use LibriVox recordings", "Some schools use LV recordings"),
                claim("Others use LibriVox ones", "others KP ones"),
            )
        ),
    ).claims
    assert ["name" in types(line) for line in (right, wrong)] == [False, True]


def test_a_question_of_the_text_answers_none() -> None:
    text = "Is the Osten dam ready for the spring flood? Nobody has looked at it, a clerk said."
    line = Question(
        text="Is the Osten dam ready for the spring flood?", quote="Nobody has looked at it"
    )
    (found,) = check_article(Article(text=text), Draft(questions=(line,))).questions
    assert "answered" not in types(found)


def is_anothers(text: str, quote: str, speaker: str) -> bool:
    """Whether a claim in the words of its quote is marked for whom it gives them to."""
    draft = Draft(claims=(claim(quote, quote, speaker=speaker),))
    (found,) = check_article(Article(text=text), draft).claims
    return "speaker-mismatch" in types(found)


ANAPHORS = """Ferry line to leave Osten

Varn Lines will close its dock at Osten by June, the ferry operator said on Monday after a \
talk of three hours in the town hall of Kranby with Dock Guard.

At the same time, the company opened a yard in Kranby. It said that thirty welders would be hired.

Ida Roos has not said much about the dock, with one exception.

Fishing.

The town's candidate for the harbour board has often asked whether the nets are safe. Pavel Lind, \
a painter, heard her.

As for whether Roos still trusts Varn Lines and Lind, the former welder conceded that there are \
doubts. The judge Edda Moen called the deal null and void.

A cook who has been at the dock for ten years complained of it. "Nobody comes in," the worker \
said. "We are only a kitchen now."
"""


@pytest.mark.parametrize(
    ("quote", "speaker", "marked"),
    [
        ("Varn Lines will close its dock at Osten by June", "Varn Lines", False),
        ("Varn Lines will close its dock at Osten by June", "Dock Guard", True),
        ("thirty welders would be hired", "Varn Lines", False),
        ("thirty welders would be hired", "Ida Roos", True),
        ("there are doubts", "Ida Roos", False),
        ("there are doubts", "Edda Moen", True),
        ("We are only a kitchen now", "a cook who has been at the dock for ten years", False),
        ("We are only a kitchen now", "Ida Roos", True),
    ],
)
def test_the_one_of_whom_the_text_goes_on_to_tell_is_the_company_or_the_former_welder(
    quote: str, speaker: str, marked: bool
) -> None:
    assert is_anothers(ANAPHORS, quote, speaker) == marked


LETTERS = """Letters on the dock

The dock is the heart of Osten. Many of its cooks believe it will be sold.

I have eaten there since 1991, and the soup was never cold. Nobody has told us who will buy it, or \
what will become of the cooks.

It is a shame.

Runa Falk.

Kranby.

A dock without ships is a pond. Let it go.

Nils Abara

New Osten

From the Kranby Press:

Varn Lines has sold its last ferry, the operator said on Monday.

It had lost money for nine years, with no end in sight.

And yet the tower clock goes.
"""


@pytest.mark.parametrize(
    ("quote", "speaker", "marked"),
    [
        ("The dock is the heart of Osten", "Runa Falk", False),
        ("The dock is the heart of Osten", "Nils Abara", True),
        ("Many of its cooks believe it will be sold", "Runa Falk", False),
        ("Many of its cooks believe it will be sold", "Nils Abara", True),
        ("A dock without ships is a pond", "Nils Abara", False),
        ("It had lost money for nine years", "Kranby Press", False),
        ("Varn Lines has sold its last ferry", "Kranby Press", False),
        ("It had lost money for nine years", "Runa Falk", True),
    ],
)
def test_a_letter_is_signed_at_its_end_and_what_is_from_elsewhere_named_before_it(
    quote: str, speaker: str, marked: bool
) -> None:
    assert is_anothers(LETTERS, quote, speaker) == marked


def test_a_pronoun_may_stand_for_the_speaker_though_the_text_has_it_within_a_word() -> None:
    text = (
        "Heading for the hall, Pavel Lind spoke to the press. "
        '"I think the vote will bring the town together," Lind said.'
    )
    one = claim(
        "[Lind] think[s] the vote will bring the town together",
        "I think the vote will bring the town together",
        speaker="Pavel Lind",
        stance="predicted",
        id="c1",
    )
    line = Sentence(text="He said he thinks the vote will bring the town together.", claims=("c1",))
    (found,) = check_article(Article(text=text), Draft(claims=(one,), summary=(line,))).summary
    assert types(found, "support") == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Edda Moen said to leave the clock alone.",
        "Edda Moen is lobbying the town to leave the clock alone.",
        "Edda Moen pleaded with the town to leave the clock alone.",
    ],
)
def test_who_lobbies_pleads_or_says_to_do_it_asks_for_it(sentence: str) -> None:
    text = '"Leave the clock alone," Edda Moen wrote. She asked the town for it. The vote is near.'
    one = claim(
        "[The town should] leave the clock alone",
        "Leave the clock alone",
        speaker="Edda Moen",
        stance="requested",
        id="c1",
    )
    line = Sentence(text=sentence, claims=("c1",))
    (found,) = check_article(Article(text=text), Draft(claims=(one,), summary=(line,))).summary
    assert "stance-raised" not in types(found)


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("The board must pay by Friday, or the clock stops, Edda Moen said.", False),
        ("The clock stops on Friday or the day after, Edda Moen said.", True),
    ],
)
def test_or_keeps_a_condition_only_where_a_clause_begins(sentence: str, marked: bool) -> None:
    text = '"If nobody pays, the clock stops on Friday or the day after," Edda Moen said.'
    words = "If nobody pays, the clock stops on Friday or the day after"
    one = claim(words, words, speaker="Edda Moen", stance="conditional", id="c1")
    line = Sentence(text=sentence, claims=("c1",))
    (found,) = check_article(Article(text=text), Draft(claims=(one,), summary=(line,))).summary
    assert any("what c1 has as conditional" in issue.detail for issue in found.issues) == marked


@pytest.mark.parametrize("told", ["said to reporters", "said at the court of appeal"])
def test_what_is_said_to_reporters_or_in_a_court_of_appeal_is_no_request(told: str) -> None:
    text = '"Leave the clock alone," Edda Moen said to reporters at the court of appeal.'
    one = claim(
        "[The town should] leave the clock alone",
        "Leave the clock alone",
        speaker="Edda Moen",
        stance="requested",
        id="c1",
    )
    line = Sentence(text=f"The town leaves the clock alone, Edda Moen {told}.", claims=("c1",))
    (found,) = check_article(Article(text=text), Draft(claims=(one,), summary=(line,))).summary
    assert "stance-raised" in types(found)


def test_if_you_do_is_no_condition_of_its_own() -> None:
    text = '"Do you like it? And if you do, why do you sell the clock?" Moen asked the board.'
    asked = claim(
        "[The board should say] why it sells the clock",
        "why do you sell the clock?",
        speaker="Moen",
        stance="requested",
    )
    (found,) = check_article(Article(text=text), Draft(claims=(asked,))).claims
    assert "context-cut" not in types(found)


def test_a_word_that_reports_stands_in_no_place_of_another_thing() -> None:
    text = (
        "Letters on the storming of a serious court, and a hard look at it. "
        '"Take a hard, serious look at the storming of the court," Rick Sole wrote.'
    )
    line = Sentence(text="Rick Sole called for a hard, serious look at the storming of the court.")
    (found,) = check_article(Article(text=text), Draft(summary=(line,))).summary
    assert types(found, "support") == set()


NESTED = """Mayor Runa Falk was in a hurry on Monday. Pia Holm wrote a song for Falk, which is \
something that worries Nils Abara, head of the Osten union.

"No one sings for Falk. Pia sang for me," he said. "The vote is close."

"In our first talk in May he said, 'The plan has failed; we want to work with you,'" Holm recalled \
of Abara.

Lise Brenner, a Kranby trader and spokeswoman for the Dock League, which has two members, said \
that many fishers had left.

The governor, Ole Strand, was angry. "It is a shame," he said.

The governor added:

It is typical. The mouth never stops, and the dock has no friends.

Brener thinks that the nets are old.
"""


@pytest.mark.parametrize(
    ("quote", "speaker", "marked"),
    [
        ("The vote is close", "Nils Abara", False),
        ("The vote is close", "Ole Strand", True),
        ("The plan has failed", "Nils Abara", False),
        ("The plan has failed", "Pia Holm", False),
        ("The plan has failed", "Ole Strand", True),
        ("many fishers had left", "Lise Brenner", False),
        ("many fishers had left", "Ole Strand", True),
        ("the dock has no friends", "Ole Strand", False),
        ("the dock has no friends", "Runa Falk", True),
        ("the nets are old", "Lise Brenner", False),
        ("the nets are old", "Runa Falk", True),
    ],
)
def test_who_is_quoted_by_another_or_spelt_in_two_ways_is_found(
    quote: str, speaker: str, marked: bool
) -> None:
    assert is_anothers(NESTED, quote, speaker) == marked


@pytest.mark.parametrize(
    "said", ['"The dam is safe," Ole Strand said.', "Strand said the dam is safe."]
)
def test_who_signs_an_article_does_not_say_what_others_say_in_it(said: str) -> None:
    text = f"Ole Strand saw the dam on Monday.\n\n{said}\n\nThe board meets in May.\n\nRuna Falk"
    quote = "dam is safe"
    claims = tuple(claim(quote, quote, speaker=who) for who in ("Ole Strand", "Runa Falk"))
    found = check_article(Article(text=text), Draft(claims=claims)).claims
    assert ["speaker-mismatch" in types(one) for one in found] == [False, True]


def test_an_office_that_was_named_apart_from_the_speaker_is_that_of_another() -> None:
    met = (
        'Runa Falk met {} on Monday.\n\nNobody else came.\n\n"I am glad," Falk said.\n\n'
        "The Prime Minister said that the dam is safe."
    )
    for whom, marked in (("the press", False), ("the Prime Minister", True)):
        assert is_anothers(met.format(whom), "the dam is safe", "Runa Falk") == marked


BESIDE_BELL = """Ann Bell, 45, walked out of the mill at Osten on Monday. Varn Lines, which owns \
it, closed at noon.

Mayor Tom Roe met Bell there. {} said that the gate was shut."""


@pytest.mark.parametrize(
    ("who", "speaker", "marked"),
    [
        ("She", "Ann Bell", False),
        ("The former welder", "Tom Roe", False),
        # who is of a person is another
        ("His lawyer", "Tom Roe", True),
        ("His longtime spokesman, Pavel Lind,", "Tom Roe", True),
        ("Bell's attorney", "Ann Bell", True),
        ("According to Bell's attorney, who", "Ann Bell", True),
        ("Mr. Roe’s chief of staff", "Tom Roe", True),
        ("A spokesman for Bell", "Ann Bell", True),
        ("A lawyer for Ann Bell", "a lawyer for Ann Bell", False),
        ("A spokesman for Varn Lines", "Varn Lines", False),
        ("Bell's attorney", "Bell's attorney", False),
        ("Bell's attorney", "an attorney for Ann Bell", False),
        ("The attorney, who was Bell's aunt,", "the attorney", False),
        ("Lawyers for Roe", "Tom Roe", True),
        ("Jon Roe, the mayor's brother, wept. Roe's brother", "Jon Roe", False),
        ("Bell's report", "Ann Bell", False),
        ("Bell's office", "Ann Bell", False),
        # who is of a body speaks for it
        ("A Varn Lines spokesman", "Varn Lines", False),
        ("Varn Lines’ lawyer", "Varn Lines", False),
        # a body is no person
        ("The company", "Tom Roe", True),
        ("The ministry", "Tom Roe", True),
        ("A union", "Tom Roe", True),
        ("The mayor", "Tom Roe", False),
        ("His office", "Tom Roe", False),
        ("The administration", "Tom Roe", False),
    ],
)
def test_a_person_is_neither_a_company_nor_his_own_lawyer(
    who: str, speaker: str, marked: bool
) -> None:
    assert is_anothers(BESIDE_BELL.format(who), "the gate was shut", speaker) == marked


@pytest.mark.parametrize(
    ("text", "speaker", "marked"),
    [
        ("Ann Bell walked out. She was late.", "Ann Bell", True),
        ("Zorn Bell, a teacher from Osten, walked out.", "Zorn Bell", True),
        ("A lawyer, Zorn Bell, walked out.", "Zorn Bell", True),
        ("Ms. Bell walked out. Zorn Bell was late.", "Zorn Bell", True),
        ("Zorn Bell, 45, walked out.", "Zorn Bell", True),
        # nothing tells that it is a person, or the text gives the body to the person
        ("Varn Lines fell by a third.", "Varn Lines", False),
        ("Goldman Varn, the ferry operator, fell. Varn met lawyers.", "Goldman Varn", False),
        ("Goldman Varn fired its chief. He was late.", "Goldman Varn", False),
        ("John Varn will close its dock. He was late.", "John Varn", False),
        ("Goldman Varn, which fired its president, fell.", "Goldman Varn", False),
        ("Ann Bell, a spokeswoman for the company, walked out.", "Ann Bell", False),
        ("Ann Bell, the company's chief executive, walked out.", "Ann Bell", False),
    ],
)
def test_the_company_is_who_may_be_one(text: str, speaker: str, marked: bool) -> None:
    text = f"{text} The company said that the gate was shut."
    assert is_anothers(text, "the gate was shut", speaker) == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Mayor Tom Roe said the dam would break.", True),
        ("Her longtime spokesman said the dam would break. He is Tom Roe, a spokesman.", True),
        ("Osten Watch said the dam would break.", False),
        # the words tell what she did, or she is he
        ("Mayor Tom Roe said the dam would break, which Ms. Bell ruled out.", False),
        ("Ms. Bell was born Tom Roe. Mayor Tom Roe said the dam would break.", False),
    ],
)
def test_two_people_with_names_are_not_one(text: str, marked: bool) -> None:
    quote = "the dam would break, which Ms. Bell ruled out"
    quote = quote if quote in text else "the dam would break"
    assert is_anothers(f"Ann Bell, 45, has a boat. {text}", quote, "Ann Bell") == marked


def test_he_said_within_no_quotation_is_of_him_alone() -> None:
    text = (
        '"Nobody should come," Bo Hall said on Monday. Ann Falk shook her head. '
        'She said, "it is safe and will stay open."'
    )
    quote = "it is safe and will stay open"
    claims = tuple(claim(quote, quote, speaker=who) for who in ("Ann Falk", "Bo Hall"))
    found = check_article(Article(text=text), Draft(claims=claims)).claims
    assert ["speaker-mismatch" in types(one) for one in found] == [False, True]


@pytest.mark.parametrize(
    ("speaker", "marked"),
    [("Ann Hanson", False), ("Ann Hansson", False), ("Hansson", False), ("Ida Hansen", True)],
)
def test_two_who_differ_in_a_letter_and_in_their_first_names_are_two(
    speaker: str, marked: bool
) -> None:
    text = (
        '"I have seen the dam," said Ida Hansen, the clerk. Nobody asked Hansson.\n\n'
        '"It is safe and will stay open," said Ann Hanson, the engineer.'
    )
    assert is_anothers(text, "It is safe and will stay open", speaker) == marked


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Anna Miller said the wall fell. Tom Muller said the dock sank.", "Tom Muller"),
        ("Ann Peterson said the wall fell. Per Petersen said the dock sank.", "Per Petersen"),
        ("Slovakia said the wall fell. Slovenia said the dock sank.", "Slovenia"),
        ("Ann Peters said the wall fell. The AP said the dock sank.", "AP"),
        ("Tom Roe said the wall fell.\n\nThe dock sank, too.\n\nAnna Miller\n", "Anna Miller"),
        ("Here is what Ann Bell likes:\n\nTea.\n\nTom Roe said the wall fell.", "Ann Bell"),
        ("Ann Bell told the Post:\n\nIt rained.\n\nTom Roe said the wall fell.", "Ann Bell"),
    ],
)
def test_a_name_spelt_or_set_like_the_speaker_s_is_not_the_speaker(text: str, speaker: str) -> None:
    draft = Draft(claims=(claim("The wall fell", "the wall fell", speaker=speaker),))
    (found,) = check_article(Article(text=text), draft).claims
    assert "speaker-mismatch" in types(found)


def test_who_answers_an_interview_may_be_described_as_its_opening_does() -> None:
    text = (
        "The Ferry Bell: a talk with one of the owners of a Kranby bar\n\n"
        "Pavel Lind wrote of the bar, and Lind sang of it. We spoke to one of the owners of it.\n\n"
        "How did you hear of the song?\n\nWe don't remember. I think it was on the radio.\n\n"
        "Do you sing it?\n\nI never do.\n\nWill it stay?\n\nI hope so. We like it a lot.\n"
    )
    right, wrong = (
        claim("It was on the radio", "it was on the radio", speaker=who, stance="possible")
        for who in ("one of the owners of a Kranby bar", "a nurse of the Osten clinic")
    )
    found = check_article(Article(text=text), Draft(claims=(right, wrong))).claims
    assert [bool(types(one, "support")) for one in found] == [False, True]


@pytest.mark.parametrize(
    ("text", "stance", "marked"),
    [
        ("[The mill] burned the harbour", "asserted", True),
        ("[The mill] burned the harbour", "possible", False),
        ("No one has ruled out that the mill burned the harbour", "asserted", False),
        ("The fire began at dawn", "asserted", False),
    ],
)
def test_what_nobody_has_ruled_out_is_possible(text: str, stance: Stance, marked: bool) -> None:
    quote = "The fire began at dawn, and no one has ruled out that the mill burned the harbour"
    draft = Draft(claims=(claim(text, quote, stance=stance),))
    (found,) = check_article(Article(text=f"It rained. {quote}."), draft).claims
    assert ("stance-raised" in types(found)) == marked


def test_a_denial_governs_no_more_than_its_clause() -> None:
    text = "The mill denies that it poisoned the river. The dam at Osten is not safe for bathers."
    line = "The mill denies that it poisoned the river, and the dam at Osten is safe for bathers."
    (found,) = check_article(Article(text=text), Draft(summary=(Sentence(text=line),))).summary
    assert "negation" in types(found)


@pytest.mark.parametrize(
    ("text", "line", "issue"),
    [
        (
            "Some want to ban the band, but those efforts are unlikely to succeed.",
            "The efforts of some to ban the band in Kranby are unlikely to succeed.",
            "stance-raised",
        ),
        ("No wonder the dock is empty.", "The dock is empty.", None),
        (
            '"I was not a child of ill repute," Moen wrote of her youth at the dock in Osten.',
            "Moen disputes that she was sent off from Osten at last and was a child of ill repute.",
            "negation",
        ),
        (
            "The League—presumably for fear—said it would fire two and the court opened a case.",
            "The League said it would fire two, and the court opened a case.",
            "stance-raised",
        ),
    ],
)
def test_lines_that_keep_what_they_are_from(text: str, line: str, issue: str | None) -> None:
    quote = line.removesuffix(".")
    if quote in text or quote[0].lower() + quote[1:] in text:
        (one,) = check_article(Article(text=text), Draft(claims=(claim(line, quote),))).claims
        assert types(one, "support") == set()
    (found,) = check_article(Article(text=text), Draft(summary=(Sentence(text=line),))).summary
    assert issue not in types(found, "support")


MATCH = """The former director of the club wept on Monday as she said the gate was sold.

Nora Brand, 52, told the town of Osten that Karl Lund had laughed at her.

Ivo Pereira, the coach of Osten, called the goal clear. "I respect him," said the Portuguese. "He \
is wrong."

Lund said he had gone to see his old friend Ovid Holt. "I was asleep," the 33-year-old said.

HULMA, Norway — The tea ran out ten minutes before Alma Dahl came. "I am done," the Norwegian \
senator said.

Varn Mill director Stuart Moen said the water was clean. "We live here," Mr Moen told Kranby Radio.

The company has promised to pay for each dry well.

The Department of Water Regulation let it draw water. The regulator said the plan was sound.

Brand had the line framed. "He hung it up high," her aide, Jon Tveit, said.

She left in May, saying that the hall had grown cold.

Varn Mill will hire at Osten. A spokesman for the company said no gift was made.

A very kind spokeswoman said the mill was warm. In a post on her Pages, the Osten painter said the \
hall was hers. Nora Brand left."""


@pytest.mark.parametrize(
    ("quote", "speaker", "marked"),
    [
        ("the gate was sold", "Nora Brand", False),  # named next, and nobody before
        ("the gate was sold", "Karl Lund", True),
        ("He is wrong", "Ivo Pereira", False),
        ("He is wrong", "Nora Brand", True),
        ("I was asleep", "Karl Lund", False),
        ("I was asleep", "Nora Brand", True),
        ("I am done", "Alma Dahl", False),
        ("I am done", "Karl Lund", True),
        ("to pay for each dry well", "Varn Mill", False),
        ("to pay for each dry well", "Stuart Moen", True),
        ("the plan was sound", "The Department of Water Regulation", False),
        ("the plan was sound", "Varn Mill", True),
        ("the hall had grown cold", "Nora Brand", False),  # who opened the paragraph before
        ("the hall had grown cold", "Jon Tveit", True),  # Jon is no she
        ("no gift was made", "a spokesman for Varn Mill", False),
        ("no gift was made", "a spokesman for Kranby Radio", True),
        ("the mill was warm", "a spokeswoman", False),
        ("the mill was warm", "a spokeswoman for the mill", False),
    ],
)
def test_a_description_means_whom_the_text_tells_of(quote: str, speaker: str, marked: bool) -> None:
    assert is_anothers(MATCH, quote, speaker) == marked


ESSAY = """I know all about the mill and how it takes the water.

My father was a welder. He told his friends that the dam would break. Pavel Lind knows that people
are afraid. Critics say that the town is doomed. Lind said the town was rich. "We owe nobody," \
Lind said.

We can do better than this.

Ida Roos, who was born in Osten, is a poet at the Kranby school and the author of a play."""


@pytest.mark.parametrize(
    ("quote", "speaker", "marked"),
    [
        ("I know all about the mill", "Ida Roos", False),
        ("We can do better than this", "Ida Roos", False),
        ("He told his friends that the dam would break", "Ida Roos", False),
        ("Pavel Lind knows that people\nare afraid", "Ida Roos", False),
        ("the town was rich", "Ida Roos", True),
        ("the town is doomed", "Ida Roos", True),
        ("We owe nobody", "Ida Roos", True),
    ],
)
def test_who_wrote_as_i_is_told_at_the_end(quote: str, speaker: str, marked: bool) -> None:
    assert is_anothers(ESSAY, quote, speaker) == marked


def test_a_last_line_about_somebody_does_not_make_a_report_that_person_s() -> None:
    for opening in (
        "The mill",
        "Since World War I the mill",
        "‘I saw my mill,’ Lind said. The mill",
    ):
        text = ESSAY.replace("I know all about the mill and how it", opening)
        text = text.replace("My father", "His father")
        assert is_anothers(text, "takes the water", "Ida Roos")
    named = ESSAY.replace("We can", "Ida Roos came. We can")
    assert is_anothers(named, "I know all about the mill", "Ida Roos")
