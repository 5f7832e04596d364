"""Who says what: quotation marks, frames, sources and names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.attribution import Attribution, attributions, whole_sentences
from briefer.quoting import quotations
from briefer.sentences import Layout
from tests.work import calls


def shown(text: str) -> list[tuple[str | None, str | None, list[str]]]:
    """Source, speaker and contents of each attribution, as words."""
    return [
        (text[slice(*a.source)] if a.source else None, a.speaker, words(text, a))
        for a in attributions(text)
    ]


def words(text: str, attribution: Attribution) -> list[str]:
    return [text[start:end] for start, end in attribution.contents]


# --- quotation marks


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('She said "it is late" and left.', ["it is late"]),
        ("She said “it is late” and left.", ["it is late"]),
        ("She said ‘it is late’ and left.", ["it is late"]),
        ("She said 'it is late,' and left.", ["it is late"]),
        ("She said ''it is late'' and left.", ["it is late"]),
        ("Sie sagte „gut“ und «schön».", ["gut", "schön"]),
        ("“He called it ‘a joke’ twice,” she said.", ["He called it ‘a joke’ twice"]),
        ("The workers’ pay and the town's hall in '98 didn’t change.", []),
        ('A mark " that never closes.\nThe next paragraph.', ["that never closes."]),
        ("“One “two” three.", ["One", "two"]),
        ('"" “” " "', []),
    ],
)
def test_quotation_marks_are_paired(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == found


# --- frames


@pytest.mark.parametrize(
    ("text", "source", "contents"),
    [
        ("“The dam holds,” Vera Moll said.", "Vera Moll", ["The dam holds"]),
        ("“The dam holds,” said Vera Moll.", "Vera Moll", ["The dam holds"]),
        (
            "“The dam holds,” said Vera Moll, the mayor, “and it will.”",
            "Vera Moll",
            ["The dam holds", "and it will."],
        ),
        ("Vera Moll said: “The dam holds.”", "Vera Moll", ["The dam holds."]),
        ("“Does it hold?” she asked.", "she", ["Does it hold?"]),
        ("Vera Moll said that the dam was safe.", "Vera Moll", ["the dam was safe"]),
        ("Vera Moll said the dam was safe.", "Vera Moll", ["the dam was safe"]),
        ("The dam was safe, the mayor said on Friday.", "the mayor", ["The dam was safe"]),
        ("According to Vera Moll, the dam is safe.", "Vera Moll", ["the dam is safe"]),
        ("The dam is safe, according to Vera Moll.", "Vera Moll", ["The dam is safe"]),
        (
            "Vera Moll, who runs the town, said the dam was safe.",
            "Vera Moll",
            ["the dam was safe"],
        ),
        (
            "Vera Moll called on the council to mend the dam.",
            "Vera Moll",
            ["the council to mend the dam"],
        ),
        ("Moll tweeted that “the dam holds” for now.", "Moll", ["“the dam holds” for now"]),
        ("“The dam holds.” — Vera Moll", "Vera Moll", ["The dam holds."]),
        (
            "The dam of Ulmen, the mayor says, is the safest in the valley.",
            "the mayor",
            ["The dam of Ulmen, the mayor says, is the safest in the valley"],
        ),
    ],
)
def test_a_frame_gives_source_and_content(text: str, source: str, contents: list[str]) -> None:
    (found,) = shown(text)
    assert (found[0], found[2]) == (source, contents)


@pytest.mark.parametrize(
    "text",
    [
        "The report about the dam was long.",
        "The mayor was told on Monday.",
        "The town's claims were heard in court.",
        "The workers built the dam in June.",
        "I think the dam was built too fast.",
    ],
)
def test_a_sentence_without_a_report_gives_nothing(text: str) -> None:
    assert attributions(text) == []


def test_a_quotation_inside_a_reported_clause_belongs_to_it() -> None:
    text = "Vera Moll said the plan was “a disaster” for the valley."
    (found,) = attributions(text)
    assert words(text, found) == ["the plan was “a disaster” for the valley"]
    assert not found.direct


def test_a_few_quoted_words_leave_the_sentence_to_the_article() -> None:
    text = "The forms are part of Jan Rott's drive to end the “paper flood” by May."
    (found,) = attributions(text)
    assert found.speaker is None
    assert found.source is not None
    assert "Jan Rott" in text[slice(*found.source)]
    assert words(text, found) == [text[:-1]]


def test_two_reports_in_one_sentence_are_two() -> None:
    text = "Vera Moll said the dam was safe, but Jan Rott said the wall had cracked."
    assert [(source, said) for source, _, said in shown(text)] == [
        ("Vera Moll", ["the dam was safe"]),
        ("Jan Rott", ["the wall had cracked"]),
    ]


# --- speakers


def test_surnames_pronouns_and_descriptions_lead_to_the_name() -> None:
    text = (
        "Vera Moll, Regional Water Council engineer, spoke on Monday.\n"
        "“It holds,” the RWC engineer said.\n"
        "“It held last year,” she added.\n"
        "“It will hold,” Moll told the Valley Post."
    )
    assert [speaker for _, speaker, _ in shown(text)] == ["Vera Moll"] * 3
    assert attributions(text)[2].chain == ("Valley Post", "Vera Moll")


def test_an_agency_stands_first_in_the_chain() -> None:
    text = "ULMEN (Talpress) - The dam is safe, Vera Moll said on Friday."
    assert attributions(text)[0].chain == ("Talpress", "Vera Moll")


def test_a_quotation_without_a_cue_goes_to_the_speaker_before() -> None:
    text = "“It holds,” Vera Moll said.\n“It held last year.”"
    assert [(source, speaker) for source, speaker, _ in shown(text)] == [
        ("Vera Moll", "Vera Moll"),
        ("Vera Moll", "Vera Moll"),
    ]


def test_a_quotation_runs_over_paragraphs_that_open_it_again() -> None:
    text = "Vera Moll said: “It holds.\n“It held last year.\n“It will hold.”"
    assert [(speaker, said) for _, speaker, said in shown(text)] == [
        ("Vera Moll", ["It holds."]),
        ("Vera Moll", ["It held last year."]),
        ("Vera Moll", ["It will hold."]),
    ]


def test_labelled_lines_are_an_interview() -> None:
    text = "MOLL: It holds.\nROTT: And the wall? Is it sound?\nMOLL: It is."
    assert [(speaker, said) for _, speaker, said in shown(text)] == [
        ("MOLL", ["It holds."]),
        ("ROTT", ["And the wall? Is it sound?"]),
        ("MOLL", ["It is."]),
    ]


def test_he_and_she_do_not_name_the_same_person() -> None:
    text = (
        "Mr. Jan Rott said the wall had cracked. Ms. Vera Moll said the dam was safe.\n"
        "“I saw it,” he said."
    )
    assert shown(text)[-1][1] == "Jan Rott"


def test_who_is_told_does_not_speak_and_he_may_be_contracted() -> None:
    text = (
        "Tom Vell, founder of Kranby Lines — which owns the dock — told KNTV this week that he "
        "would sell the dock. Now, he’s announced that the dock will close in May."
    )
    assert [one.speaker for one in attributions(text)] == ["Tom Vell", "Tom Vell"]


def test_he_is_no_country() -> None:
    text = (
        "Jan Rott said the wall had cracked. There was no word from the capital.\n"
        'The US, still, "takes it very seriously," he added.'
    )
    assert attributions(text)[-1].speaker == "Jan Rott"


def test_he_may_be_one_who_is_named_behind_what_he_leads() -> None:
    text = (
        "Gwen Sharrow said that it would cost too much. The leader of the opposition, Tobias Renn, "
        "has seen the wall. He said it would be built."
    )
    assert [one.speaker for one in attributions(text)] == ["Gwen Sharrow", "Tobias Renn"]


def test_a_surname_that_ends_like_a_participle_speaks() -> None:
    (found,) = shown("Jan Reed said the wall had cracked.")
    assert found[0] == "Jan Reed"


# --- whole sentences


def test_a_sentence_is_not_cut_inside_a_quotation() -> None:
    text = "“It holds. It held last year,” she said. Nobody was hurt."
    assert [text[start:end] for start, end in whole_sentences(Layout(text))] == [
        "“It holds. It held last year,” she said.",
        "Nobody was hurt.",
    ]


# --- invariants

_PIECES = st.sampled_from(
    [
        *('"', "“", "”", "‘", "’", "'", "''", "«", "»", ".", ",", "?", ":", "—", "(", ")", "\n"),
        *("\r\n", " said ", " told CNN ", "according to ", "Vera Moll", " he ", " that ", " who "),
        *(
            "MOLL: ",
            " the mayor ",
            " and ",
            " not ",
            " don't know ",
            "水",
            "\u200b",
            "é",
            "😀",
            " ",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_spans_are_ordered_places_of_the_text(text: str) -> None:
    for found in attributions(text):
        assert found.contents
        places = [*found.contents, *(place for place in (found.source, found.cue) if place)]
        for start, end in places:
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
    spans = whole_sentences(Layout(text))
    assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "Vera Moll said it is late “according to “",
        "“It is late , ” said Vera Moll.",
        "“It is late ,, ” said Vera Moll.",
    ],
)
def test_no_statement_ends_with_a_blank(text: str) -> None:
    contents = [content for found in attributions(text) for content in found.contents]
    assert contents
    for start, end in contents:
        assert text[start:end] == text[start:end].strip()


@pytest.mark.parametrize(
    "piece",
    [
        *('"', "“", "”", "' ", '"a" ', "said ", "Vera said ", "“a,” he ", "called it “a”, and "),
        "he – she said it – and ",
    ],
)
def test_the_work_grows_with_the_size_of_a_hostile_text(piece: str) -> None:
    def work(size: int) -> int:
        return calls(lambda: attributions(piece * (size // len(piece))))

    work(1_000)
    assert work(40_000) < 12 * work(5_000)  # eight times the text; quadratic would be 64 times


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"The count is low," said chief warden Petra Sol on Monday.', "Petra Sol"),
        (
            'Osten Water\'s director, Pia Holm, apologised. "I am sorry," she said.',
            "Pia Holm",
        ),
        (
            'Ole Strand came. "It moved," he said. Asked by Ivo Brandt why, he left. "No," he said',
            "Ole Strand",
        ),
        ('Under questions, Tully agreed that "the wall was old" in 2019.', "Tully"),
        ("The firm said the figure proved its point.", "The firm"),
    ],
)
def test_the_last_statement_is_that_of(text: str, speaker: str) -> None:
    assert attributions(text)[-1].speaker == speaker


def test_a_firm_is_not_a_person_whose_name_shares_a_word() -> None:
    text = 'Jon Vell met the firm. He drank water. Vell Water said that "the gate is shut" now.'
    assert attributions(text)[-1].speaker == "Vell Water"


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Mary Smith told Peter Jones that the deal was over.", ("Mary Smith",)),
        ("Mary Smith told CNN that the deal was over.", ("CNN", "Mary Smith")),
        (
            "Mary Smith told the Harbour Gazette on Monday that the deal was over.",
            ("Harbour Gazette", "Mary Smith"),
        ),
    ],
)
def test_only_an_outlet_that_is_told_passes_it_on(text: str, chain: tuple[str, ...]) -> None:
    (found,) = attributions(text)
    assert found.chain == chain


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Teodor Brill, a spokesman for the board, came. The board said it was open.", "The board"),
        ("Jan Rott, the campaign manager, left. The campaign said he was ill.", "The campaign"),
        ("Vera Moll came. Moll's readers said the wall was old.", "Moll's readers"),
        ("Vera Moll came. The Moll campaign said the wall was old.", "The Moll campaign"),
        ("Vera Moll came. The father of Vera Moll said she was ill.", "The father of Vera Moll"),
        ("Vera Moll of Ulmen came. Moll herself said she was ill.", "Vera Moll"),
        ("The Inland Minister, Odile Farrant, said it was open.", "Odile Farrant"),
        ("President Kim Sang-ho came. Kim said it was open.", "Kim Sang-ho"),
        ("Superintendent Marek Toll said it was open.", "Marek Toll"),
    ],
)
def test_a_body_a_follower_or_a_relative_is_not_the_person_it_is_named_after(
    text: str, speaker: str
) -> None:
    assert attributions(text)[-1].speaker == speaker


def test_a_surname_is_that_of_the_one_whom_the_text_names_most() -> None:
    text = (
        "Rosa Tarn runs for mayor. Rosa Tarn has the votes of the harbour.\n"
        "Others run: Ole Strand and Per Tarn.\n"
        "“I will win,” Tarn said."
    )
    assert attributions(text)[-1].speaker == "Rosa Tarn"


@pytest.mark.parametrize(
    "text",
    [
        "The vote in several battleground states could be decided by rain.",
        "From all reports that the town has seen, the dam was well kept.",
        "What people here want to know is whether the dam will hold.",
        "The old dam continues to be the largest in the valley and means a lot to it.",
        "A shift in the valley would mean the ground is harder to hold later.",
        "Moll lost the vote in the member states which the league claims as its own.",
        "Vera Moll said it was open. Such a dam in the valley found the water it needs.",
    ],
)
def test_nothing_is_said_by_things_or_by_nouns_that_look_like_verbs(text: str) -> None:
    assert [found for found in attributions(text) if found.speaker != "Vera Moll"] == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Vera Moll spoke. The guild, which has sued the town, said it was ill.", "The guild"),
        ("It is a fraction of the $20 million experts say it costs to run.", "experts"),
        ("In an interview on Monday Vera Moll said the dam was old.", "Vera Moll"),
        ("They quoted a Valley Post report that the dam was old.", "a Valley Post report"),
        ("One slide shows jobs depend on the dam and its lake.", "One slide"),
        ("A study of the dams found that the wall was old.", "A study of the dams"),
    ],
)
def test_the_source_is_who_or_what_can_tell(text: str, source: str) -> None:
    found = attributions(text)[-1]
    assert found.source is not None
    assert text[slice(*found.source)] == source


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "Three were hurt, the fire service said: a man who fell and a girl of nine.",
            ["Three were hurt, the fire service said: a man who fell and a girl of nine"],
        ),
        (
            "It was dry; and the dust, according to his report, had been undisturbed.",
            ["the dust, according to his report, had been undisturbed"],
        ),
        (
            "The dam, according to the mayor, is the safest in the valley.",
            ["The dam, according to the mayor, is the safest in the valley"],
        ),
        (
            "The gate was closed by hand, said Vell Water, the company that runs the dam.",
            ["The gate was closed by hand"],
        ),
        ("The gate was old, said Vera Moll, who has run it since June.", ["The gate was old"]),
        (
            "Vera Moll said it was too early to speak of a cause and urged people to leave.",
            ["it was too early to speak of a cause", "people to leave"],
        ),
        (
            "Vera Moll said the wall had cracked, but Jan Rott denied that it had.",
            ["the wall had cracked", "it had"],
        ),
        (
            "The mayor rejected the claim that the town had put savings before safety.",
            ["the town had put savings before safety"],
        ),
        ("The mayor denied a report that the town was warned.", ["the town was warned"]),
        ("The mayor, who is 44, denies the charges.", ["the charges"]),
        ("MOLL : It holds.\nROTT : It does.", ["It holds.", "It does."]),
    ],
)
def test_a_statement_is_whole_and_ends_where_the_next_begins(
    text: str, contents: list[str]
) -> None:
    assert [said for _, _, found in shown(text) for said in found] == contents


INTERVIEW = """\
The Valley Post spoke to the head of the guild, Vera Moll, about the old dam of Ulmen.

How long have you run it?

Ten years. We paint it each spring. People say it is blue.

Is it safe?

I think so.

Will it be there in a century?

Ask me then.
"""


def test_what_stands_between_the_questions_of_an_interview_is_said_by_the_one_it_names() -> None:
    assert [(speaker, said) for _, speaker, said in shown(INTERVIEW)] == [
        ("Vera Moll", ["Ten years. We paint it each spring. People say it is blue."]),
        ("Vera Moll", ["I think so."]),
        ("Vera Moll", ["Ask me then."]),
    ]


def test_an_interview_with_two_names_nobody_for_an_answer() -> None:
    text = INTERVIEW.replace("Vera Moll", "Vera Moll and Jan Rott")
    assert not any(speaker == "Vera Moll" for _, speaker, _ in shown(text))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Vera Moll, 51, of Mill Lane, Wexley, denies nine counts of theft.", "Vera Moll"),
        ("Asked if it held, the head of culture, Neil Ward, said he “would not say”.", "Neil Ward"),
        ("“It holds,” cautioned lead author Dr Vera Moll.", "Vera Moll"),
        ("Jan Rott spoke. “It holds,” wrote @fisherjon, one of thousands.", "@fisherjon"),
        ("Prosecutor Hugh Marl KC rose. “It was theft,” Mr Marl said.", "Hugh Marl"),
        (
            "Lawyers for the bishop, the Rt Rev Paul Reed, say he knew nothing of it.",
            "Lawyers for the bishop",
        ),
        ("A lawyer for the paper, Vera Moll, said it was old.", "Vera Moll"),
        (
            "It was eaten by fungi, the team from Ulmen and Wexley Tech found.",
            "the team from Ulmen and Wexley Tech",
        ),
        ("Vera Moll and her colleagues think the wall may break.", "Vera Moll and her colleagues"),
        ("NEW ULMEN: The High Court stayed it, observing that “a home is a home”.", "High Court"),
        ("The wall rose after Jan Rott, asked whether it would, said: “It may.”", "Jan Rott"),
        ("A guard stole from the vault, a court heard on Monday.", "a court"),
        ("A guard stole from the vault, jurors were told.", "jurors"),
        (
            "Analysts polled by Talpress expect that the wall will break.",
            "Analysts polled by Talpress",
        ),
        ("A sea fungus eats plastic, scientists report in a study published now.", "scientists"),
    ],
)
def test_the_speaker_is_the_one_whom_the_sentence_names_as_such(text: str, speaker: str) -> None:
    found = attributions(text)[-1].speaker
    assert found is not None
    assert found.removeprefix("The ") == speaker


def test_what_a_court_heard_stays_with_the_words_that_say_so() -> None:
    [(_, _, contents)] = shown("A guard stole from the vault, a court heard on Monday.")
    assert contents == ["A guard stole from the vault, a court heard"]


def test_a_subject_that_is_not_found_is_not_replaced_by_the_first_of_the_sentence() -> None:
    text = "Shares of Vell fell after the chipmaker cut its forecast and said it might close."
    assert [speaker for _, speaker, _ in shown(text)] == []


def test_the_questions_of_an_interview_are_not_answers() -> None:
    text = f"{INTERVIEW}\nYour rival says you lie about it.\n\nI do not lie.\n"
    assert shown(text)[-1] == ("Vera Moll", "Vera Moll", ["I do not lie."])
    assert not any("rival" in words for _, _, said in shown(text) for words in said)


@pytest.mark.parametrize(
    ("text", "speaker", "contents"),
    [
        (
            "According to Vera Moll the dam in the valley is safe.",
            "Vera Moll",
            ["the dam in the valley is safe"],
        ),
        (
            "According to the envoy to the North Vera Moll, the dam is safe.",
            "the envoy to the North Vera Moll",
            ["the dam is safe"],
        ),
        (
            "It was found at the Harbour Museum in Port Aumery. The museum said it was old.",
            "The museum",
            ["it was old"],
        ),
    ],
)
def test_who_tells_is_named_from_end_to_end(text: str, speaker: str, contents: list[str]) -> None:
    assert shown(text)[-1][1:] == (speaker, contents)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The union criticised the plan to close the dam.",
            [("The union", ["the plan to close the dam"])],
        ),
        ("Vera Moll praised the guild for its work.", [("Vera Moll", ["the guild for its work"])]),
        ("The mayor questioned a man and attacked the town.", []),
        ("The new rules welcomed in June were old.", []),
    ],
)
def test_who_judges_a_thing_says_something_of_it(
    text: str, found: list[tuple[str, list[str]]]
) -> None:
    assert [(speaker, said) for _, speaker, said in shown(text)] == found


def test_a_counterpart_is_named_behind_the_place_that_it_is_from() -> None:
    text = "Her counterpart from Sudmark, Viktor Reza, said it was late. He added that it was dark."
    assert [speaker for _, speaker, _ in shown(text)] == ["Viktor Reza"] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asked if she feared a backlash, she laughed and left.", []),
        (
            "One of them, Siri Dahl, told public broadcaster NRV she had a promise that failed.",
            ["she had a promise that failed"],
        ),
        ("Economists at Fjord Bank think the law will save a lot.", ["the law will save a lot"]),
        (
            "Opponents say the law hits workers hardest, a charge that the government denies.",
            ["the law hits workers hardest"],
        ),
    ],
)
def test_a_condition_a_broadcaster_and_a_reply_are_kept_apart_from_what_is_said(
    text: str, expected: list[str]
) -> None:
    assert [said for _, _, found in shown(text) for said in found] == expected


@pytest.mark.parametrize(
    ("text", "speaker", "contents"),
    [
        (
            "The gate, one of five, opened at two and closed at three, said Ulmen Water, the firm.",
            "Ulmen Water",
            ["The gate, one of five, opened at two and closed at three"],
        ),
        (
            "Ada and Jan Moen, who bought a hut on Mill Lane for 140,000 crowns, said it was old.",
            "Ada and Jan Moen",
            ["it was old"],
        ),
        (
            "When she was told that it had said two things, Vera Moll said that it was late.",
            "Vera Moll",
            ["it was late"],
        ),
        (
            "The old house was now, Vera Moll said, some way out, “behind the second wall”.",
            "Vera Moll",
            ["The old house was now, Vera Moll said, some way out, “behind the second wall”"],
        ),
        ("Treasurer Vera Moll said it was late.", "Vera Moll", ["it was late"]),
        (
            "The journal that printed the survey said it was sorry for the town.",
            "The journal",
            ["it was sorry for the town"],
        ),
        ("Vera Moll, who had proposed the cut, voted for it.", "Vera Moll", ["the cut"]),
    ],
)
def test_a_clause_beside_another_keeps_its_own_speaker(
    text: str, speaker: str, contents: list[str]
) -> None:
    assert (speaker, contents) in [(who, said) for _, who, said in shown(text)]


def test_who_writes_to_somebody_does_not_say_the_addressee() -> None:
    text = "Vera Moll had written to the owners of the huts, she said, to ask them for keys."
    [(_, speaker, [said])] = shown(text)
    assert speaker == "Vera Moll"
    assert said.startswith("Vera Moll had written")


def test_it_is_no_person() -> None:
    text = "Vera Moll said the town had a map. The firm drew it. It says that the wall is old."
    assert shown(text)[-1][1] != "Vera Moll"


@pytest.mark.parametrize(
    "text",
    [
        "The water stood a metre deep, according to the mark on the chapel door.",
        "The wall could be moved for a million, according to an estimate that he called old.",
        "It shows that the wall is old.",
    ],
)
def test_what_nobody_says_the_article_says(text: str) -> None:
    [(_, speaker, said)] = shown(text)
    assert speaker is None
    assert said == [text]


def test_who_wrote_a_report_says_what_stands_in_it() -> None:
    text = "Inspector Jan Rott led the search, he said. The dust, according to his report, was old."
    assert shown(text)[-1][1] == "Jan Rott"
    assert shown("The dam is old, according to the report.")[0][1] == "the report"


def test_the_official_is_the_one_who_was_introduced() -> None:
    text = "“It is old,” a city official said. It leaks. “It may not hold,” the official said."
    assert [who for _, who, _ in shown(text)] == ["a city official", "a city official"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“It is plain,” Moll, the former mayor, who lost in May, told the court.", "Moll"),
        (
            "Ada Moen, curator and head of shows at the Hall of Wexley, Ulm, said the dam was old.",
            "Ada Moen",
        ),
        ("Leaving Ulmen, Jan Rott, a warden, who lost, said the dam was old.", "Jan Rott"),
        ("Although Ada Moen won, the mayor, who lost, said the dam was old.", "the mayor"),
    ],
)
def test_a_name_with_two_descriptions_is_the_source(text: str, source: str) -> None:
    assert shown(text)[0][:2] == (source, source)


_LOUD = "Ada Moen said it was loud. “It hums,” she said.\n\n"
_ASKED = "“Will Mayor Jan Rott sell?” host Tom Birk asked.\n\n“No,” Rott answered.\n\n"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f"{_LOUD}Her husband, Rick, had moved out. “I must sleep,” he said.", "Her husband"),
        (f"{_LOUD}The manager lost his patience. “I will sell,” he said.", "The manager"),
        (f"{_LOUD}The noise went on. “So what?” he said.", "he"),
        (f"{_ASKED}“Why not?” asked Birk.\n\n“It is not mine,” he said.", "Jan Rott"),
    ],
)
def test_he_is_not_she_nor_the_one_who_asked(text: str, speaker: str) -> None:
    assert shown(text)[-1][1] == speaker


@pytest.mark.parametrize(
    ("text", "source", "contents"),
    [
        ("The plan drew fire from Moll, who said it was late.", "Moll", ["it was late"]),
        (
            "It was backed by farmers from Ulmen, who said it was late.",
            "farmers from Ulmen",
            ["it was late"],
        ),
        ("The mayor of Ulmen — who once said “no” — came.", "The mayor of Ulmen", ["no"]),
    ],
)
def test_who_is_the_one_before_it(text: str, source: str, contents: list[str]) -> None:
    (found,) = shown(text)
    assert (found[0], found[2]) == (source, contents)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Post quoted Moll as saying that “the dam holds.”", "Moll"),
        ("“The dam holds,” the Post quoted Moll as saying.", "Moll"),
        ("“The dam holds,” Moll was quoted as saying by the Post.", "Moll"),
        ("The minister was cited by state television as saying the dam held.", "The minister"),
        ("Local media quoted the mayor of Ulmen, Ada Moen, as saying the dam held.", "Ada Moen"),
    ],
)
def test_who_is_quoted_speaks_and_not_the_one_who_quotes(text: str, speaker: str) -> None:
    (found,) = shown(text)
    assert found[1] == speaker


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“I am not,” Moll shot back.", "Moll"),
        ("“You are,” Moll interrupted.", "Moll"),
        ("The crowd chanted “Stay!” as Moll spoke.", "The crowd"),
        ("Moll was met with chants of “Stay!” in May, according to Jan Rott.", "Jan Rott"),
    ],
)
def test_verbs_of_calling_out_report_and_their_nouns_do_not(text: str, source: str) -> None:
    assert shown(text)[0][0] == source


def test_what_only_looks_like_a_report_leaves_the_sentence_to_the_last() -> None:
    text = "High winds are causing “long delays” and threatening to stop trains, according to NRV."
    (found,) = shown(text)
    assert found[:2] == ("NRV", "NRV")


def test_a_company_is_it_and_neither_he_nor_she() -> None:
    text = "Rook Motors announced the end of its plant. “We had no choice,” it said."
    assert shown(text)[-1][1] == "Rook Motors"
    text = "Jan Rott, the mayor, came. Rook Motors had told nobody. “It is a shame,” he said."
    assert shown(text)[-1][1] == "Jan Rott"


@pytest.mark.parametrize(
    ("text", "source", "contents"),
    [
        ("Those close to him say the dam is safe.", "Those close to him", ["the dam is safe"]),
        ("Some in the town think the dam is safe.", "Some in the town", ["the dam is safe"]),
        (
            "Both Mr. Rott and Mr. Moll say the dam has never leaked.",
            "Both Mr. Rott and Mr. Moll",
            ["the dam has never leaked"],
        ),
        ("Moll has long said that the dam is safe.", "Moll", ["the dam is safe"]),
        ("All of this, Moll acknowledges, could be lost.", "Moll", None),
    ],
)
def test_several_and_their_verb_agree(text: str, source: str, contents: list[str] | None) -> None:
    (found,) = shown(text)
    assert (found[0], found[2]) == (source, contents or [text.rstrip(".")])


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("The town needs work, and Moll is promising to find it.", ["to find it"]),
        ("Moll spoke to farmers, vowing to lift the tax.", ["to lift the tax"]),
        ("Moll claims to have seen the man.", ["to have seen the man"]),
        ("Moll has said about 20 people want the seat.", ["about 20 people want the seat"]),
        ("Moll said about the dam that it was late.", ["it was late"]),
        ("Moll said after the meeting he would not go.", ["he would not go"]),
        ("Moll admitted under the judge's questions she had lied.", ["she had lied"]),
        ("Moll said after the meeting that the dam was safe.", ["the dam was safe"]),
    ],
)
def test_an_aside_ends_where_the_statement_opens(text: str, contents: list[str]) -> None:
    (found,) = shown(text)
    assert found[1:] == ("Moll", contents)


def test_an_aside_with_a_clause_of_its_own_opens_no_statement() -> None:
    assert attributions("Moll said after he left the room they cheered.") == []


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "Moll exhorted the town to “stand firm” and said the dam was safe.",
            ["the town to “stand firm”", "the dam was safe"],
        ),
        ("Moll pointed out that the dam was safe.", ["the dam was safe"]),
        ("Moll found out that the dam was old.", ["the dam was old"]),
    ],
)
def test_what_comes_behind_and_said_is_another_statement(text: str, contents: list[str]) -> None:
    assert [words for _, _, (words,) in shown(text)] == contents


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("Moll described the crowd as small.", ["the crowd as small"]),
        ("Moll is endorsing Jan Rott for mayor.", ["Jan Rott for mayor"]),
        ("Voters expressed deep concern about the dam.", ["deep concern about the dam"]),
        ("Moll slammed the plan for the dam.", ["the plan for the dam"]),
        ("Moll promised lower taxes for all.", ["lower taxes for all"]),
        ("“No more,” he snapped.", ["No more"]),
    ],
)
def test_more_verbs_judge_a_thing(text: str, contents: list[str]) -> None:
    (found,) = shown(text)
    assert found[2] == contents


@pytest.mark.parametrize(
    "text",
    [
        "Condemning the strike, Moll left the room.",
        "The chart compares the figures of two years.",
        "The law pledges more money for schools.",
        "Moll kept her promise to the town.",
    ],
)
def test_a_thing_judges_nothing(text: str) -> None:
    assert attributions(text) == []


@pytest.mark.parametrize(
    ("text", "speaker", "contents"),
    [
        ("Rott laughed at Moll's repeated claim that it was late.", "Moll", ["it was late"]),
        ("Vera Moll left. Rott laughed at her claim that it was late.", "Vera Moll", None),
        (
            "Rott cited the ministry's statement that “all is well.”",
            "the ministry",
            ["all is well."],
        ),
    ],
)
def test_whose_claim_it_is_says_it(text: str, speaker: str, contents: list[str] | None) -> None:
    (found,) = shown(text)
    assert found[1:] == (speaker, contents or ["it was late"])


def test_a_claim_that_is_the_subject_has_no_end_and_is_left() -> None:
    assert attributions("Moll's claim that the dam was safe is wrong.") == []


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "Moll said the dam was safe and warned against thieves.",
            ["the dam was safe", "against thieves"],
        ),
        ("Moll called for more and cheaper roads.", ["for more and cheaper roads"]),
        ("Data from the town show that the dam is safe.", ["the dam is safe"]),
        ("Twelve percent indicated that it was safe.", ["it was safe"]),
        ("Few experts believe that is likely.", ["that is likely"]),
        ("The judge agreed with Moll that the dam was safe.", ["the dam was safe"]),
    ],
)
def test_a_statement_opens_behind_what_it_speaks_of(text: str, contents: list[str]) -> None:
    assert [words for _, _, (words,) in shown(text)] == contents


def test_who_agrees_with_somebody_need_not_say_what() -> None:
    assert attributions("The judge agreed with Moll on Friday.") == []


@pytest.mark.parametrize(
    "cue", ["felt", "decided", "indicated", "worried", "understands", "is maintaining", "asserts"]
)
def test_verbs_of_thought_take_a_plain_clause(cue: str) -> None:
    assert shown(f"Moll {cue} the dam was too old.") == [("Moll", "Moll", ["the dam was too old"])]


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "“The town is poor,” Rott said, but Moll insisted it had “plenty.”",
            [("Rott", "The town is poor"), ("Moll", "it had “plenty.”")],
        ),
        (
            "While Rott said the town was “poor,” Moll said it had “plenty.”",
            [("Rott", "the town was “poor,”"), ("Moll", "it had “plenty.”")],
        ),
        ("Moll says that would be “madness” now.", [("Moll", "that would be “madness” now")]),
    ],
)
def test_each_of_two_who_speak_in_a_sentence_keeps_the_own_words(
    text: str, contents: list[tuple[str, str]]
) -> None:
    assert [(speaker, words) for _, speaker, (words,) in shown(text)] == contents


@pytest.mark.parametrize("text", ["Said Moll: “It is late.”", "Added Moll, “It is late.”"])
def test_a_sentence_may_begin_with_its_verb(text: str) -> None:
    assert shown(text) == [("Moll", "Moll", ["It is late."])]


def test_of_moll_s_claim_is_not_a_part_of_who_speaks_before() -> None:
    text = "“No,” said Jan Rott of Moll's claim that it was late."
    assert shown(text)[-1] == ("Moll's", "Moll", ["it was late"])


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("Moll told him she was ill.", ["she was ill"]),
        ("Moll has told friends she will run again.", ["she will run again"]),
        ("Moll told a crowd in Ulmen he would lose.", ["he would lose"]),
        ("Moll told her mother the dam was safe.", ["the dam was safe"]),
        ("Rott accused Moll and her aides of lying.", ["Moll and her aides of lying"]),
    ],
)
def test_who_is_told_is_no_part_of_what_is_told(text: str, contents: list[str]) -> None:
    (found,) = shown(text)
    assert found[2] == contents


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "Moll has kept the post – the board says it is hers – and stays.",
            ["it is hers"],
        ),
        ("Moll called it “a joke,” and in 2000 the town sold the mill.", ["it “a joke,”"]),
        ("Moll called it “a joke” and “a lie” in May.", ["it “a joke” and “a lie” in May"]),
        (
            "Moll accused the umpires of “cheating” after a late call cost the town the cup.",
            ["the umpires of “cheating”"],
        ),
        ("Moll accused the board of “cheating” the town.", ["the board of “cheating” the town"]),
    ],
)
def test_what_is_said_ends_with_the_aside_or_the_name_that_it_gives(
    text: str, contents: list[str]
) -> None:
    assert [words for _, _, found in shown(text) for words in found] == contents


def test_behind_an_aside_the_sentence_goes_on_with_its_subject() -> None:
    text = "Moll has kept the post – the board says it is hers – and says the dam is safe."
    assert [speaker for _, speaker, _ in shown(text)] == ["the board", "Moll"]


def test_who_is_denied_a_thing_and_a_senator_of_the_state_report_nothing() -> None:
    assert shown("A late call denied Ulmen a first win since March.") == []
    text = "The group backed a challenger, state Sen. Vera Moll, who accused Rott of lying."
    assert [speaker for _, speaker, _ in shown(text)] == ["Vera Moll"]


def test_who_gives_credit_is_no_giving() -> None:
    text = "Vera Moll spoke. She gives credit to the town because to her, “the dam is safe.”"
    assert "gives" not in [source for source, _, _ in shown(text)]


def test_a_party_behind_a_name_is_nobody() -> None:
    text = "Cllr Robert Rott (Lib Dem) walked out. He said it was late."
    assert [speaker for _, speaker, _ in shown(text)] == ["Robert Rott"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Clara Moll arrived. Ernesto Rott had left. She said it was late.", ["Clara Moll"]),
        ("Ernesto Rott arrived. Clara Moll had left. She said it was late.", ["Clara Moll"]),
        ("Ernesto Rott said it was late. She said it was early.", ["Ernesto Rott", "She"]),
        ("Ms. Ernesto Rott said it was late. She said it was cold.", ["Ernesto Rott"] * 2),
        ("Jordan Moll said it was late. She said it was cold.", ["Jordan Moll"] * 2),
    ],
)
def test_a_given_name_tells_who_is_he_or_she(text: str, speakers: list[str]) -> None:
    assert [speaker for _, speaker, _ in shown(text)] == speakers


def test_what_nobody_says_in_a_sentence_is_told_once() -> None:
    text = "called it “a joke”, and called it “a lie”, and called it “late”"
    assert [contents for _, _, contents in shown(text)] == [[text]]
