"""A sentence of the summary against the claims that it cites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.checks import check_article
from briefer.citing import departures, raised, shows
from briefer.evidence import Evidence
from briefer.models import Article, Claim, Draft, Sentence, Span, Stance

TEXT = """\
Dorn Freight had no permit for the crane, port manager Pia Holm told the council of Arlo on Monday.
In 2019 the port counted 312 ships, and in 2021 it counted 338 ships, Holm said.
The museum in Orsa is closed, and so is the one in Lund. Mayor Ole Strand of Lund met envoys
from Russia.
The crane will be moved if the county pays, engineer Ada Moen said. Strand denied that he had
promised to pay.
"""


def claim(text: str, **fields: object) -> Claim:
    values: dict[str, object] = {
        "id": "c1",
        "quote": text,
        "match": "exact",
        "spans": (Span(0, 9),),
    }
    return Claim(text=text, **{**values, **fields})  # type: ignore[arg-type]


PERMIT = claim("Dorn Freight had no permit for the crane", speaker="Pia Holm")
SHIPS = claim("In 2019 the port counted 312 ships", speaker="Pia Holm")
MUSEUM = claim("The museum in Orsa is closed")
ENVOYS = claim("Strand met envoys from Russia")


@pytest.mark.parametrize(
    ("cited", "sentence", "kinds"),
    [
        # Each of these numbers and names is in the text, but not in the claim.
        (SHIPS, "In 2019 the port counted 338 ships, Holm said.", {"number"}),
        (SHIPS, "In 2021 the port counted 312 ships, Holm said.", {"number"}),
        (SHIPS, "In 2019 the port counted 312 ships, Holm said.", set()),
        (SHIPS, "The port had 312 ships in 2019, Holm told the council.", set()),
        (MUSEUM, "The museum in Lund is closed.", {"name"}),
        (MUSEUM, "The museum in Orsa is closed.", set()),
        # Another part of the text may name what the claim does not.
        (MUSEUM, "The museum in Orsa is closed, Mayor Ole Strand knows.", set()),
        (ENVOYS, "Strand met envoys from Moscow.", set()),
        (ENVOYS, "Strand met Russian envoys.", set()),
        (PERMIT, "Pia Holm said that Dorn Freight had permit for the crane.", {"negation"}),
        (PERMIT, "Dorn Freight had a permit for the crane, Holm said.", {"negation"}),
        (PERMIT, "Dorn Freight lacked a permit for the crane, Holm said.", set()),
        (PERMIT, "For its crane Dorn Freight had not got a permit, Holm said.", set()),
        (PERMIT, "Holm denied that Dorn Freight had a permit for the crane.", set()),
    ],
)
def test_what_a_sentence_has_in_the_place_of_its_claim(
    cited: Claim, sentence: str, kinds: set[str]
) -> None:
    assert {issue.type for issue in departures(sentence, (cited,), Evidence(TEXT))} == kinds


@pytest.mark.parametrize("number", ["9" * 300 + " trillion", "52", "52.4", "3.5"])
def test_any_number_may_be_compared(number: str) -> None:
    one = claim("Arlo has 52.3 ships")
    kinds = {issue.type for issue in departures(f"Arlo has {number} ships", (one,), Evidence(TEXT))}
    assert kinds == (set() if number == "52" else {"number"})


def test_what_another_claim_of_the_sentence_has_is_not_strange() -> None:
    later = claim("In 2021 it counted 338 ships", id="c2", speaker="Pia Holm")
    sentence = "In 2019 the port counted 312 ships and in 2021 it counted 338, Holm said."
    assert list(departures(sentence, (SHIPS, later), Evidence(TEXT))) == []


def test_an_issue_names_the_claim_and_shows_its_place() -> None:
    [issue] = departures("In 2019 the port counted 338 ships.", (SHIPS,), Evidence(TEXT))
    assert issue.detail == "“338” stands where c1 has “312”."
    assert issue.span == Span(0, 9)


CRANE = claim("The crane will be moved if the county pays", stance="conditional")
PAID = claim("[Strand] had promised to pay", stance="denied", quote="denied that he had promised")
PROMISE = claim("[Strand had promised to pay]", stance="denied", quote="Strand disputes that")


@pytest.mark.parametrize(
    ("cited", "sentence", "marked"),
    [
        (CRANE, "The crane will be moved, Moen said.", True),
        (CRANE, "The crane will be moved if the county pays, Moen said.", False),
        (CRANE, "The crane would be moved, Moen said.", False),
        (PAID, "Strand said that he had promised to pay.", True),
        (PAID, "Strand denied that he had promised to pay.", False),
        # The quote says only that he disputes it; the rest is in brackets.
        (PROMISE, "Strand said that he had promised to pay.", True),
        (PROMISE, "Strand may have promised to pay.", True),
        (PROMISE, "Strand disputes that he had promised to pay.", False),
        (PROMISE, "Holm said that Strand had promised to pay, which he called a lie.", False),
    ],
)
def test_what_a_claim_leaves_open_or_denies(cited: Claim, sentence: str, marked: bool) -> None:
    assert bool([*raised(sentence, (cited,))]) == marked


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_sentence_that_is_its_claim_departs_from_nothing(text: str, quote: str) -> None:
    one = claim(text, quote=quote)
    assert list(departures(one.text, (one,), Evidence(f"{text} {quote}"))) == []


@pytest.mark.parametrize("stance", ["possible", "denied", "unknown"])
def test_a_quote_that_is_shown_speaks_for_itself(stance: Stance) -> None:
    one = claim("the crane was cheap", stance=stance)
    assert shows("“The crane was cheap,” he said.", one.quote)
    assert not [*raised("“The crane was cheap,” he said.", (one,))]


STRIKE = """\
NorRail's Paul Heim said that the union had walked away. Ana Ortiz, its leader, denied that the \
union had walked away.

If no deal is reached by Monday, the strike may go on, Ortiz said. Heim said that 412 trains stood.
"""
WALKED = claim(
    "The union had walked away", quote="the union had walked away", speaker="Paul Heim", spans=()
)
DENIED = claim(
    "The union had walked away",
    id="c2",
    quote="denied that the union had walked away",
    speaker="Ana Ortiz",
    stance="denied",
    spans=(),
)
GOES_ON = claim(
    "If no deal is reached by Monday, the strike may go on",
    id="c3",
    quote="If no deal is reached by Monday, the strike may go on",
    speaker="Ana Ortiz",
    stance="conditional",
    spans=(),
)
TRAINS = claim("412 trains stood", id="c4", quote="412 trains stood", speaker="Paul Heim", spans=())


@pytest.mark.parametrize(
    ("sentence", "cited", "marked"),
    [
        ("Ortiz denied that the union had walked away.", "c1 c2", False),
        ("Ortiz rejected NorRail's claim that the union had walked away.", "c1 c2", False),
        ("Heim denied that the union had walked away.", "c1 c2", True),
        ("Unless a deal is reached by Monday, the strike may go on, Ortiz said.", "c3", False),
        ("If a deal is reached by Monday, the strike may go on, Ortiz said.", "c3", True),
        ("More than 410 trains stood, Heim said.", "c4", False),
        ("Some 310 trains stood, Heim said.", "c4", True),
    ],
)
def test_denials_conditions_and_rounded_numbers(sentence: str, cited: str, marked: bool) -> None:
    draft = Draft(
        claims=(WALKED, DENIED, GOES_ON, TRAINS),
        summary=(Sentence(text=sentence, claims=tuple(cited.split())),),
    )
    found = check_article(Article(text=STRIKE), draft)
    assert [[issue.kind for issue in claim.issues] for claim in found.claims] == [[]] * 4
    assert (found.summary[0].status == "unsupported") == marked
