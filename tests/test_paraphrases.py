"""An honest line in other words than the article's is left alone; the same made wrong is marked."""

from __future__ import annotations

import pytest

from briefer.attribution import attributions
from briefer.checks import check_article
from briefer.cues import stance_of
from briefer.models import Article, Claim, Draft, Sentence


def marks(text: str, sentence: str, *claims: Claim) -> set[str]:
    """The support issues of a sentence that rests on the claims, told of the text."""
    line = Sentence(text=sentence, claims=tuple(claim.id for claim in claims))
    (found,) = check_article(Article(text=text), Draft(summary=(line,), claims=claims)).summary
    return {issue.type for issue in found.issues if issue.kind == "support"}


def claim_marks(text: str, claim: Claim) -> set[str]:
    """The support issues of the claim."""
    (found,) = check_article(Article(text=text), Draft(claims=(claim,))).claims
    return {issue.type for issue in found.issues if issue.kind == "support"}


def test_a_scale_may_be_written_to_a_number_with_a_decimal_point() -> None:
    text = "The port raised $64.8million in August and lost €2.5bn in May, its owners said."
    assert marks(text, "The port raised $64.8 million in August, its owners said.") == set()
    assert marks(text, "The port lost €2.5 billion in May, its owners said.") == set()
    assert "number" in marks(text, "The port raised $64.8 billion in August, its owners said.")
    assert "number" in marks(text, "The port lost €2.5 million in May, its owners said.")


def test_a_sign_of_a_currency_is_its_word() -> None:
    text = "The port lost €2.5bn in May, and its owners put in £30m."
    assert marks(text, "The port lost 2.5 billion euros in May.") == set()
    assert marks(text, "The owners of the port put in 30 million pounds.") == set()
    assert "content" in marks(text, "The port lost 2.5 billion rupees in May.")


def test_the_negated_opposite_of_a_word_says_the_same() -> None:
    text = (
        "Whether the ferry will sail on Sunday is unclear. The old pier at Osten is dangerous, "
        "the harbour master said. The crew did not leave the new pier."
    )
    assert marks(text, "Whether the ferry sails on Sunday is not clear.") == set()
    assert marks(text, "The old pier at Osten is not safe, the harbour master said.") == set()
    assert marks(text, "The crew stayed at the new pier.") == set()
    assert "antonym" in marks(text, "Whether the ferry sails on Sunday is clear.")
    assert "antonym" in marks(text, "The old pier at Osten is safe, the harbour master said.")
    assert "negation" in marks(text, "The old pier at Osten is not dangerous, he said.")


def test_the_verb_of_a_participle_is_not_the_opposite_of_an_adjective() -> None:
    text = (
        "The mayor vowed to pay for the ferry after negative reports. The rule on life jackets is "
        "voluntary on the ferry to Osten."
    )
    assert marks(text, "The mayor promised to pay for the ferry.") == set()
    assert "antonym" in marks(text, "The mayor vowed to pay for the ferry after promising reports.")
    assert "antonym" in marks(text, "Life jackets are required on the ferry to Osten by a rule.")


def test_a_negation_in_a_name_negates_nothing() -> None:
    text = (
        "The No Dogs for Non-Swimmers Act, which Ada Voss wrote last year after a quarrel on the "
        "beach at Osten, fines the owners."
    )
    assert marks(text, "The No Dogs for Non-Swimmers Act fines the owners.") == set()
    assert "negation" in marks(text, "The Act by Ada Voss does not fine the owners.")


def test_who_appears_in_court_does_not_seem_to() -> None:
    assert stance_of("Voss appeared in court on Monday.") == "asserted"
    assert stance_of("The law does not ask witnesses to appear at a hearing.") == "asserted"
    assert stance_of("Voss appeared in two minds.") == "possible"
    assert stance_of("Nobody appears to have seen it.") == "possible"


def test_what_holds_even_if_something_else_does_has_no_condition() -> None:
    assert stance_of("The crew stays even if the wind drops.") == "asserted"
    assert stance_of("The crew stays only if the wind drops.") == "conditional"


def test_what_is_ruled_out_in_a_roundabout_way_is_denied() -> None:
    text = "A lower fare would come, said one report, which has been ruled out by Pavel Lind."
    fare = Claim(
        id="c2",
        text="A lower fare would come",
        quote="A lower fare would come, said one report, which has been ruled out by Pavel Lind",
        speaker="Pavel Lind",
        stance="denied",
    )
    assert marks(text, "Pavel Lind has ruled a lower fare out.", fare) == set()
    assert "stance-raised" in marks(text, "Pavel Lind says a lower fare comes.", fare)


def test_a_possessive_after_the_verb_is_not_who_speaks() -> None:
    text = "The Institute (HI), a club with friends in Osten, said Osten’s “golden” age was over."
    (found,) = attributions(text)
    assert found.speaker == "The Institute"


EMBASSY = """\
The French minister, Ada Moen, met the Dutch envoy in Osten on Monday. The envoy of Greece stayed \
away. Moen signed the treaty on fish.
"""


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("The minister of France met the envoy of the Netherlands.", set()),
        ("France's minister met the Dutch envoy on Monday.", set()),
        ("The Greek envoy stayed away.", set()),
        ("Spain's minister met the Dutch envoy on Monday.", {"content"}),
        ("The Spanish envoy stayed away.", {"name", "content"}),
    ],
)
def test_a_country_may_be_named_for_its_people_and_they_for_it(
    sentence: str, marked: set[str]
) -> None:
    assert marks(EMBASSY, sentence) == marked


def test_a_people_elsewhere_in_the_text_does_not_make_up_for_another_country() -> None:
    text = (
        "Otto Lorne, a French painter, spoke of the dam. "
        "Vera Moll left Germany for Kranby on Monday morning."
    )
    assert marks(text, "Vera Moll left Germany on Monday.") == set()
    assert "content" in marks(text, "Vera Moll left France on Monday.")


def test_who_told_it_is_not_what_is_only_planned() -> None:
    text = "“A ferry sank off Osten, I must tell you,” said Ada Voss. She will sell the wreck."
    assert marks(text, "Ada Voss told a crowd that a ferry sank off Osten.") == set()
    assert "stance-raised" in marks(text, "Ada Voss sold the wreck of the ferry.")


def test_what_should_be_done_is_a_request_in_whatever_stance() -> None:
    text = "Ada Voss said the storm demands that all owners of boats repair the pier."
    quote = "the storm demands that all owners of boats repair the pier"
    for words, expected in (
        ("Owners of boats should repair the pier", set()),
        ("Owners of boats repair the pier", {"stance-raised"}),
    ):
        claim = Claim(text=words, quote=quote, speaker="Ada Voss")
        assert claim_marks(text, claim) == expected


def test_a_seat_of_power_or_a_capital_stands_for_who_has_the_power() -> None:
    text = (
        "The president's aides said on Monday that the fleet would stay. A French envoy, Ada Voss, "
        "praised that. The mayor of Osten did not."
    )
    assert marks(text, "The White House says the fleet would stay.") == set()
    assert marks(text, "On Monday the White House said that the fleet would stay.") == set()
    assert marks(text, "Paris praised that the fleet would stay.") == set()
    assert marks(text, "Paris's envoy Ada Voss praised that.") == set()
    assert "name" in marks(text, "Ada Voss praised the fleet in Paris.")
    assert "name" in marks(text, "At the White House, the aides said the fleet would stay.")
    assert "name" in marks(text, "On Monday Rome praised that the fleet would stay.")
    assert "name" in marks(text, "Paris envoy Lea Voss praised that.")


def test_a_state_and_a_party_may_be_written_out() -> None:
    text = "Rep. Ada Voss (D-Mass.) said a mass of ill fish came. The GOP member from Ohio left."
    assert marks(text, "Ada Voss, a Massachusetts Democrat, said a mass of fish came.") == set()
    assert marks(text, "The Republican member from Ohio left.") == set()
    assert "name" in marks(text, "Ada Voss, an Illinois member, said that ill fish came.")


def test_a_denial_may_stand_in_the_clause_behind_what_it_denies() -> None:
    text = "Pavel Lind denied that the port would be sold. Ada Voss said that it would be sold."
    sale = Claim(
        id="c1",
        text="The port would be sold",
        quote="denied that the port would be sold",
        speaker="Pavel Lind",
        stance="denied",
    )
    assert marks(text, "Ada Voss said the port would be sold, but Lind denied it.", sale) == set()
    assert "stance-raised" in marks(text, "The port was sold, Voss said, and Lind knew it.", sale)


def test_a_condition_without_if_may_stand_last() -> None:
    assert stance_of("It would have been far worse had it come an hour later.") == "conditional"
    assert stance_of("It would have been far worse, as she had said.") != "conditional"


def test_the_names_of_a_list_may_be_counted() -> None:
    text = (
        "The rule holds in Arlo, Brenn, East Osten and Harrow by a vote of the two towns with a "
        "port, said Ada Voss."
    )
    assert marks(text, "The rule holds in four towns, said Ada Voss.") == set()
    assert "number" in marks(text, "The rule holds in five towns, said Ada Voss.")


def test_an_opposite_that_the_line_has_or_that_is_a_name_is_not_replaced() -> None:
    text = (
        "Ada Voss said that it was wrong to shut the pier, but she denied that she sank the ferry. "
        "Pavel Lind of Harbour Defence said that old ropes caused the leak."
    )
    line = "Ada Voss admitted it was wrong to shut the pier, but denied that she sank the ferry."
    assert marks(text, line) == set()
    assert marks(text, "Pavel Lind of Harbour Defence blamed the leak on old ropes.") == set()
    assert "antonym" in marks(text, "Ada Voss admitted that she sank the ferry.")


def test_a_day_of_a_month_counts_nothing() -> None:
    text = "On March 2 the council fined the schools of Arlo and Brenn, which have 9 boats."
    assert marks(text, "The council fined two schools, those of Arlo and Brenn.") == set()
    assert "number" in marks(text, "The council fined 2 schools.")


def test_a_year_stands_in_the_place_of_no_other_number() -> None:
    text = "In 2001 Ada Voss bought the ferry for one crown (about 20 cents) and 40 nets."
    quote = "Ada Voss bought the ferry for one crown (about 20 cents) and 40 nets"
    for words, expected in (
        ("Ada Voss bought the ferry in 2001 for one crown and 40 nets", set()),
        ("Ada Voss bought the ferry for 2001 crowns and 20 nets", {"number"}),
    ):
        assert claim_marks(text, Claim(text=words, quote=quote)) == expected


def test_a_role_that_the_text_gives_nobody_is_that_of_who_was_named_last() -> None:
    text = (
        "Pavel Lind said the ferry was sold. Ada Voss hinted at a lower fare on Friday.\n\n"
        "Asked if it would come soon, the Prime Minister said: “The fare is a tax on islands.”"
    )
    quote = "The fare is a tax on islands"
    for speaker, expected in (("Ada Voss", set()), ("Pavel Lind", {"speaker-mismatch"})):
        claim = Claim(text=quote, quote=quote, speaker=speaker)
        assert claim_marks(text, claim) == expected


def test_what_bounds_a_number_is_shown_with_it() -> None:
    text = "The council met in Osten. The harbour had more than 20 ships on Monday."
    line = Sentence(text="The harbour had fewer than 20 ships on Monday.")
    (found,) = check_article(Article(text=text), Draft(summary=(line,))).summary
    shown = "The text says “more than 20”, the line “fewer than 20”."
    assert shown in [issue.detail for issue in found.issues]


@pytest.mark.parametrize("place", ["within", "outside"])
def test_an_opposite_is_shown_once(place: str) -> None:
    text = "The council met in Osten. The ship burned inside the harbour on Monday."
    line = Sentence(text=f"The ship burned {place} the harbour on Monday.")
    (found,) = check_article(Article(text=text), Draft(summary=(line,))).summary
    assert [issue.type for issue in found.issues].count("antonym") == (place == "outside")


def test_a_fraction_may_stand_for_a_percentage_that_is_near() -> None:
    text = (
        "A poll found that 26% of islanders want the ferry back, as most of the crew do, and 66% "
        "want a pier."
    )
    assert marks(text, "About a quarter of islanders want the ferry back, a poll found.") == set()
    assert marks(text, "Two thirds of islanders want a pier, a poll found.") == set()
    assert marks(text, "About half of islanders want the ferry back, a poll found.") != set()
    assert marks(text, "A third of islanders want a pier, a poll found.") != set()


GATES = """Sen. Ada Voss and Sen. Pavel Lind think that the gate should be changed. The gate was a \
triumph. Kranby council campaigner Runa Falk wrote to the League for Ferries.

The U.S. Office of Ports and Dams said that 46 boats had passed, compared to 210 in May. OPD data \
show that 46 boats had come in June, fewer than before.

The union pointed out that one boat may have more than one owner, so hundreds of owners do not \
stand for hundreds of boats.

The office is to send forms to some 12,000 skippers this week. The forms are part of a plan to \
clear the town's 92,000 claims by the end of the year.

Subject to a vote, the sale will bring Kranby Lines to the market. Falk is choosing between a \
lower fare and a later boat, and is talking about buying nets.
"""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Sens. Ada Voss and Pavel Lind think the gate should be changed.", set()),
        ("Runa Falk, a campaigner in Kranby, wrote to the League for Ferries.", set()),
        (
            "The union pointed out that hundreds of owners do not stand for hundreds of boats.",
            set(),
        ),
        ("The union pointed out that one boat has more than one owner.", {"stance-raised"}),
        ("The office will send forms to some 12,000 skippers to clear 92,000 claims.", set()),
        ("The office will send forms to some 92,000 skippers.", {"number"}),
    ],
)
def test_titles_ratings_and_what_a_hedge_in_another_clause_leaves(
    sentence: str, expected: set[str]
) -> None:
    assert marks(GATES, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "claim", "expected"),
    [
        (
            "The sale is set to bring Kranby Lines to the market, subject to a vote.",
            Claim(
                id="c1",
                text="Subject to a vote, the sale will bring Kranby Lines to the market",
                quote="Subject to a vote, the sale will bring Kranby Lines to the market",
                stance="conditional",
            ),
            set(),
        ),
        (
            "Falk is choosing between a lower fare and a later boat.",
            Claim(
                id="c1",
                text="Falk is choosing between a lower fare and a later boat",
                quote="Falk is choosing between a lower fare and a later boat",
                stance="unknown",
            ),
            set(),
        ),
        (
            "Falk is talking about buying nets.",
            Claim(
                id="c1",
                text="[Falk] is talking about buying nets",
                quote="is talking about buying nets",
                stance="possible",
            ),
            set(),
        ),
        (
            "Falk is buying nets.",
            Claim(
                id="c1",
                text="[Falk] is talking about buying nets",
                quote="is talking about buying nets",
                stance="possible",
            ),
            {"stance-raised"},
        ),
    ],
)
def test_a_sentence_that_has_the_words_of_its_claim_is_as_sure(
    sentence: str, claim: Claim, expected: set[str]
) -> None:
    assert marks(GATES, sentence, claim) == expected


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        ("U.S. Office of Ports and Dams", set()),
        ("Office of Ports and Dams", set()),
        ("Pavel Lind", {"speaker-mismatch"}),
    ],
)
def test_data_that_are_named_with_initials_are_their_offices(
    speaker: str, expected: set[str]
) -> None:
    quote = "46 boats had come in June"
    assert claim_marks(GATES, Claim(text=quote, quote=quote, speaker=speaker)) == expected


POLL = """A new poll by the Kranby Institute shows that Lind leads Roos by two points. A majority \
of voters expect Roos to win the debate. Only 52 percent of the voters agreed that the dock is safe.

The mayor, Runa Falk, has not seen the poll. If you look at the pier, the boats are old, she said.

"The system works if you are on a low wage," Falk said.

The law asks for a pass, but if a town has no dock, a child may sail without one. What harm might \
lurk in the dock -- such as a gift of 25,000 crowns from the union to the mayor -- nobody can say.
"""


@pytest.mark.parametrize(
    ("quote", "speaker", "expected"),
    [
        ("expect Roos to win the debate", "Kranby Institute poll", set()),
        ("the dock is safe", "poll by the Kranby Institute", set()),
        ("the dock is safe", "Runa Falk", {"speaker-mismatch"}),
        ("the boats are old", "Runa Falk", set()),
        ("The law asks for a pass", None, set()),
    ],
)
def test_a_poll_speaks_for_those_it_asked_and_but_if_opens_a_clause(
    quote: str, speaker: str | None, expected: set[str]
) -> None:
    assert claim_marks(POLL, Claim(text=quote, quote=quote, speaker=speaker)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The system works for those who are on a low wage, Falk said.", set()),
        ("The system works, Falk said.", {"stance-raised"}),
        ("The union made a gift of 25,000 crowns to the mayor.", set()),
    ],
)
def test_for_those_who_is_a_condition(sentence: str, expected: set[str]) -> None:
    claim = Claim(
        id="c1",
        text="The system works if [people] are on a low wage",
        quote="The system works if you are on a low wage",
        speaker="Runa Falk",
        stance="conditional",
    )
    assert marks(POLL, sentence, *([claim] if "system" in sentence else [])) == expected


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("The third victim of the flood was found on Tuesday.", True),
        ("A third victim of the flood was found on Tuesday.", True),
        ("A third of the houses had no water.", False),
        ("One third of the houses had no water.", False),
    ],
)
def test_a_third_victim_is_no_share(line: str, marked: bool) -> None:
    text = "The second victim of the flood was found on Tuesday. Of the houses, 33% had no water."
    assert ("number" in marks(text, line)) == marked


def test_the_president_of_a_club_has_no_seat_of_power() -> None:
    text = "{} Otto Lorne spoke of the dam on Monday. The clerk was late."
    line = "The White House spoke of the dam on Monday."
    assert "name" not in marks(text.format("President"), line)
    assert "name" in marks(text.format("The president of the club,"), line)
