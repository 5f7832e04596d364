"""English cue words: stance, open questions, and what English is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer import cues


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("we have not seen any of the missing boats", "asserted"),
        ("The dam was finished in June", "asserted"),
        ("the visa was denied on Tuesday", "asserted"),
        ("He met the minister in May 2019", "asserted"),
        ("we could not see the road", "asserted"),
        ("nobody may come here and deny us the right", "possible"),
        ("he cannot tell the truth", "asserted"),
        ("It's not clear who opened the gate", "unknown"),
        ("We just don’t know", "unknown"),
        ("the death toll has not been confirmed", "unknown"),
        ("He denied that the gate was open", "denied"),
        ("She rejected claims of fraud", "denied"),
        ("The town will flood if the wall breaks", "conditional"),
        ("Norland would pay a price should it close the bridge", "conditional"),
        ("Had it happened an hour later it would have been worse", "conditional"),
        ("unless the rain stops, the dam fails", "conditional"),
        ("we urge the mayor not to sign", "requested"),
        ("They called on the council to resign", "requested"),
        ("The wall may break", "possible"),
        ("it might rain", "possible"),
        ("The factory will close in spring", "predicted"),
        ("Arson has been ruled out", "denied"),
        ("Police have not ruled out arson", "asserted"),
        ("No one has been ruled out", "asserted"),
        ("Arson was not immediately ruled out", "asserted"),
        ("They haven’t ruled out arson", "asserted"),
        ("The firm hasn't denied it", "asserted"),
        ("they won't come back", "predicted"),
        ("Will Marsh sold the mill", "asserted"),
        ("they gave it to Will Marsh", "asserted"),
        ("WILL THE MILL CLOSE? IT WILL", "predicted"),
        ("Port Will Close in May", "predicted"),
    ],
)
def test_the_stance_follows_the_strongest_sign_of_doubt(text: str, stance: str) -> None:
    assert cues.stance_of(text) == stance


def test_an_appeals_court_requests_nothing() -> None:
    assert cues.stance_of("the appeals court upheld the order") == "asserted"


def test_asking_if_is_no_condition() -> None:
    assert not cues.is_conditional("reporters asked if the bridge was safe")
    assert cues.is_conditional("the bridge is safe if nobody crosses it")


@pytest.mark.parametrize("negative", ["did not", "didn't", "didn’t", "never", "no one"])
def test_a_negation_is_found_with_either_apostrophe(negative: str) -> None:
    assert cues.is_negated(f"The mayor {negative} sign")
    assert not cues.is_negated("The mayor signed a note about knots")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It is not known who fired", "unknown"),
        ("There is no evidence that the valve failed", "unconfirmed"),
        ("The ministry declined to comment", "unconfirmed"),
        ("The firm did not immediately respond", "unconfirmed"),
        ("The cause is under investigation", "pending"),
        ("The court has yet to rule", "pending"),
        ("Both sides gave conflicting accounts", "disputed"),
        ("An unknown author wrote it", None),
        ("The bridge opened on Monday", None),
    ],
)
def test_what_a_sentence_leaves_open_has_a_type(text: str, kind: str | None) -> None:
    assert cues.question_type(text) == kind


def test_verbs_come_with_their_inflections() -> None:
    for form in ("said", "says", "tweeted", "denies", "denied", "announcing", "wrote"):
        assert form in cues.REPORTING_VERBS
    assert cues.CHARGED_VERBS < cues.REPORTING_VERBS


def test_a_cue_is_found_as_a_whole_word_only() -> None:
    assert cues.pattern(("may",)).search("It may rain")
    assert not cues.pattern(("may",)).search("The mayor rained")


@pytest.mark.parametrize(
    "text",
    [
        "Der Minister sagte am Mittwoch, dass die Brücke wieder offen ist.",
        "Le ministre a déclaré que le pont est de nouveau ouvert.",
        "El ministro dijo que el puente está abierto.",
        "長官は水曜日に橋が再開したと述べた。",
        "",
        "12 34 !!",
    ],
)
def test_other_languages_are_not_english(text: str) -> None:
    assert not cues.is_english(text)


def test_plain_news_prose_is_english() -> None:
    assert cues.is_english("The minister said on Wednesday that the bridge is open again.")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="don't know if may’ ,.?Hadshouldit\n", max_size=200))
def test_every_text_has_a_stance(text: str) -> None:
    assert cues.stance_of(text) in {
        *("asserted", "denied", "possible", "conditional", "predicted", "requested", "unknown")
    }


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("It doesn't tick unless somebody winds it", "asserted"),
        ("It won't tick unless somebody winds it", "conditional"),
        ("Should it turn out to be false, we would ask for the money back.", "conditional"),
        ("No one was suspected of a crime", "asserted"),
        ("I would not say it to them", "asserted"),
        ("She would not say whether they had met", "unknown"),
    ],
)
def test_habits_and_refusals_are_told_from_doubt(text: str, stance: str) -> None:
    assert cues.stance_of(text) == stance


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("We have asked for the log", "asserted"),
        ("He fled before the police could come", "asserted"),
        ("Workers who could read the note told nobody", "asserted"),
        ("It would be wrong to speak of a cause", "asserted"),
        ("She would not comment on the key", "asserted"),
        ("People don't know about that loophole", "asserted"),
        ("They are far from home and unsure of their future", "asserted"),
        ("We are unsure whether it will hold", "unknown"),
        ("The outcome is highly uncertain", "unknown"),
        ("They lost their votes if they did not confirm the address", "conditional"),
        ("Will it hold?", "possible"),
        ("Three sailors remain missing", "asserted"),
    ],
)
def test_what_one_can_or_asked_or_asks_is_told_from_doubt(text: str, stance: str) -> None:
    assert cues.stance_of(text) == stance


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Three sailors remain missing", "unknown"),
        ("No group has claimed responsibility for it", "unknown"),
        ("Police have not named the man", "unknown"),
        ("Nobody could explain how it came back", None),
        ("The museum could not explain how it came back", "unknown"),
        ("The judge is expected to rule on Friday", "pending"),
        ("The inquest continues", "pending"),
        ("The firm would not confirm the sale", "unconfirmed"),
        ("The seat is not yet open", None),
        ("You don't know what you have until it is gone", None),
        ("If it is under review, it may take a year", None),
        ("Many disagreed with the mayor's style", None),
        ("A scientifically unproven therapy", None),
    ],
)
def test_what_leaves_a_question_open_is_told_from_what_does_not(
    text: str, kind: str | None
) -> None:
    assert cues.question_type(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Parliament approved a contested pension law on Tuesday",
        "Rumours that the sisters had won are false",
    ],
)
def test_what_is_passed_or_refuted_is_not_open(text: str) -> None:
    assert cues.question_type(text) is None


@pytest.mark.parametrize(
    "words", ["Make of that what you will.", "Nobody here would bet their pension on it."]
)
def test_a_turn_of_phrase_foretells_nothing(words: str) -> None:
    assert cues.stance_of(words) == "asserted"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The League — perhaps for fear — fired two.", "asserted"),
        ("The pool was — perhaps — poisoned.", "possible"),
        ("The pool was — if the report is right — poisoned.", "conditional"),
    ],
)
def test_between_dashes_a_condition_or_a_mere_hedge_goes_for_the_rest(
    text: str, stance: str
) -> None:
    assert cues.stance_of(cues.without_asides(text)) == stance


def test_what_appears_in_court_papers_is_not_there_itself() -> None:
    assert cues.stance_of("The mayor appeared in court on Monday.") == "asserted"
    assert cues.stance_of("The mill appears in court papers to have closed.") == "possible"
