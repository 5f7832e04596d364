import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefer import render
from briefer.models import (
    ArticleBrief,
    Brief,
    Claim,
    Failure,
    Issue,
    Question,
    Sentence,
    Span,
    Usage,
)
from briefer.render import to_markdown
from briefer.sanitizing import one_line

from .conftest import SHARED

TEXT = (
    "The ferry sank off Keldby on Tuesday, harbour master Ida Brandt said.\n"
    "“Nobody was hurt,” she said. It is not known why the pump failed.\n"
)
URL = "https://news.example.org/ferry?id=1&lang=en"
LINKIFY = find_spec("linkify_it") is not None
PARSER = (
    MarkdownIt("gfm-like")
    if LINKIFY
    else MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def quoted(words: str) -> dict[str, object]:
    return {"quote": words, "match": "exact", "spans": (span(words),)}


def article(**changes: object) -> ArticleBrief:
    values: dict[str, object] = {
        "origin": "ferry.md",
        "title": "Ferry sinks off Keldby",
        "source": "Harbour Post",
        "url": URL,
        "published": "2026-03-04",
        "text": TEXT,
        "summary": (
            Sentence(
                id="s1",
                text="The ferry sank on Tuesday, Ida Brandt said.",
                claims=("c1", "c2", "c9"),
                status="supported",
            ),
        ),
        "claims": (
            Claim(
                id="c1",
                text="The ferry [Aurora] sank off Keldby on Tuesday",
                speaker="Ida Brandt",
                attribution=("Coastal Wire", "the harbour office", "Ida Brandt"),
                **quoted("The ferry sank off Keldby on Tuesday"),  # type: ignore[arg-type]
            ),
            Claim(id="c2", text="Nobody was hurt", **quoted("Nobody was hurt")),  # type: ignore[arg-type]
        ),
        "questions": (
            Question(
                id="q1",
                text="Why did the pump fail?",
                type="unknown",
                **quoted("It is not known why the pump failed"),  # type: ignore[arg-type]
            ),
        ),
    }
    return ArticleBrief(**(values | changes))  # type: ignore[arg-type]


def brief(*articles: ArticleBrief, **changes: object) -> Brief:
    values: dict[str, object] = {
        "date": "2026-03-04",
        "created": "2026-03-04T18:00:00Z",
        "model": "extractive",
        "articles": articles or (article(),),
    }
    return Brief(**(values | changes))  # type: ignore[arg-type]


def test_a_brief_reads_well_as_plain_text() -> None:
    assert to_markdown(brief()) == (
        "# Brief · 4 March 2026\n"
        "\n"
        "1 article · 2 claims, every quote located · 1 open question\n"
        "\n"
        "## Ferry sinks off Keldby\n"
        "\n"
        f"Harbour Post · 4 March 2026 · [article]({URL})\n"
        "\n"
        "**Summary**\n"
        "\n"
        "- The ferry sank on Tuesday, Ida Brandt said. [1, 2]\n"
        "\n"
        "**Claims**\n"
        "\n"
        "| # | Who | Claim | Stance | In the source's words |\n"
        "|---|---|---|---|---|\n"
        "| 1 | Ida Brandt, via the harbour office, via Coastal Wire |"
        " The ferry [Aurora] sank off Keldby on Tuesday | asserted |"
        " “The ferry sank off Keldby on Tuesday” |\n"
        "| 2 | the article | *as quoted* | asserted | “Nobody was hurt” |\n"
        "\n"
        "**Open questions**\n"
        "\n"
        "- Why did the pump fail? “It is not known why the pump failed” *(unknown)*\n"
        "\n"
        "## How this brief was made\n"
        "\n"
        "- Sentences picked out of the articles themselves (extractive); no model was used.\n"
        "- Made at 2026-03-04T18:00:00Z.\n"
        "- 3 quotes, 3 located in the article's text (3 exact);"
        " the JSON of this brief holds each and its place.\n"
    )


def test_a_brief_renders_itself() -> None:
    assert brief().to_markdown() == to_markdown(brief())


def test_what_came_on_standard_input_says_so() -> None:
    """Its origin is a mere dash."""
    text = to_markdown(
        brief(
            article(origin="-", source="", url=None, published=None),
            failures=(Failure(origin="-", reason="empty"),),
        )
    )
    assert "## Ferry sinks off Keldby\n\nstandard input\n" in text
    assert "- ⚠ standard input: empty\n" in text


def test_only_the_sections_that_were_asked_for_are_there() -> None:
    summary = to_markdown(brief(tasks=("summary",)))
    assert "**Summary**\n\n- The ferry sank on Tuesday, Ida Brandt said.\n" in summary
    assert "**Claims**" not in summary
    assert "**Open questions**" not in summary
    assert "claim" not in summary.partition("##")[0]


def test_an_empty_section_says_so() -> None:
    text = to_markdown(brief(article(summary=(), claims=(), questions=())))
    assert "**Summary**\n\nNo sentence of a summary was found." in text
    assert "**Claims**\n\nNo claims were found." in text
    assert "**Open questions**\n\nNo open questions were found." in text


def test_a_brief_of_nothing_is_a_brief() -> None:
    assert to_markdown(Brief()).startswith("# Brief\n\n0 articles · 0 claims · 0 open questions\n")


# What does not hold


def test_invented_words_are_never_shown_as_the_sources() -> None:
    claim = Claim(id="c1", text="The pump was sabotaged", quote="It was sabotage", match="absent")
    text = to_markdown(brief(article(claims=(claim,))))
    assert "| ⚠ 1 |" in text
    assert "| ⚠ not in the text: “It was sabotage” |" in text
    assert "0 quotes located" in text
    assert "⚠ 1 line to check" in text


def test_one_quote_is_one_and_thousands_have_a_comma() -> None:
    """In the line on top, and in how the brief was made."""
    good = Claim(text="x", **quoted("Nobody was hurt"))  # type: ignore[arg-type]
    bad = Claim(text="x", quote="It was sabotage", match="absent")
    assert "2 claims, 1 quote located" in to_markdown(brief(article(claims=(good, bad))))
    many = to_markdown(
        brief(
            article(claims=(*[good] * 1000, bad), questions=()),
            failures=(Failure(origin="a", reason="empty"),) * 1000,
        )
    )
    assert "1,001 claims, 1,000 quotes located" in many
    assert "⚠ 1,000 not done" in many
    assert "1,001 quotes, 1,000 located in the article's text (1,000 exact)" in many


def test_a_line_without_words_of_the_source_is_marked() -> None:
    questions = (Question(text="Why?"), Question(text="Who?", type="missing"))
    claim = Claim(text="The pump failed", quote="")
    text = to_markdown(brief(article(claims=(claim,), questions=questions)))
    assert "| ⚠ 1 | the article | The pump failed |" in text
    assert "- ⚠ Why? *(unknown)*\n- Who? *(missing)*\n" in text


def test_altered_words_are_shown_beside_the_true_ones() -> None:
    issue = Issue(
        type="quote-altered",
        kind="support",
        detail="“known” stands for “not known”.",
        span=span("It is not known why"),
    )
    claim = Claim(text="x", quote="It is known why", match="altered", issues=(issue,))
    question = Question(text="Why?", quote="It is known why", match="altered", issues=(issue,))
    text = to_markdown(brief(article(claims=(claim,), questions=(question,))))
    both = "⚠ not in the text: “It is known why”; the text has “It is not known why”"
    assert f"| {both} |\n" in text
    assert "- Claim 1: ⚠ “known” stands for “not known”. *(quote-altered)*\n" in text
    assert f"- ⚠ Why? {both} *(unknown)*\n  - ⚠ “known” stands" in text
    assert "⚠ 2 lines to check" in text


@pytest.mark.parametrize(
    "spans", [(), (Span(0, 9999),), (Span(-5, 3),), (Span(5, 5),), (Span(9, 3),)]
)
def test_a_match_without_a_place_in_the_text_is_no_evidence(spans: tuple[Span, ...]) -> None:
    claim = Claim(text="x", quote="The ferry", match="exact", spans=spans)
    assert "⚠ not in the text: “The ferry”" in to_markdown(brief(article(claims=(claim,))))


def test_the_sources_words_come_from_the_source_not_from_the_draft() -> None:
    claim = Claim(
        text="x",
        quote="anything a draft says",
        match="spliced",
        spans=(span("The ferry sank"), span("on Tuesday")),
    )
    text = to_markdown(brief(article(claims=(claim,))))
    assert "| “The ferry sank … on Tuesday” |" in text
    assert "anything" not in text


def test_words_that_hold_curly_quotes_stand_in_straight_ones() -> None:
    claim = Claim(text="x", **quoted("“Nobody was hurt,” she said"))  # type: ignore[arg-type]
    assert '| "“Nobody was hurt,” she said" |' in to_markdown(brief(article(claims=(claim,))))


def test_what_the_checks_found_stands_right_at_the_line() -> None:
    sentences = (
        Sentence(
            text="Forty people were hurt.",
            claims=("c2",),
            status="unsupported",
            issues=(
                Issue(type="number", kind="support", detail="The text does not have 40."),
                Issue(type="loaded-word", kind="advisory", detail="“doomed” is loaded."),
            ),
        ),
        Sentence(text="It sank.", issues=(Issue(type="uncited", kind="advisory", detail="x"),)),
    )
    assert (
        "- ⚠ Forty people were hurt. [2]\n"
        "  - ⚠ The text does not have 40. *(number)*\n"
        "  - “doomed” is loaded. *(loaded-word)*\n"
        "- It sank. *(no claim cited)*\n"
        "\n"
    ) in to_markdown(brief(article(summary=sentences)))


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2026-03-04", "4 March 2026"),
        ("2026-03-04T09:30:00Z", "4 March 2026, 09:30 UTC"),
        ("2026-03-04 09:30", "4 March 2026, 09:30"),
        ("2026-03-04T00:00:00+09:00", "4 March 2026, 00:00 UTC+09:00"),
        ("Wednesday", "Wednesday"),
        ("", None),
    ],
)
def test_when_an_article_was_published_is_shown_as_people_write_it(
    published: str, shown: str | None
) -> None:
    facts = [fact for fact in ("Harbour Post", shown, f"[article]({URL})") if fact]
    assert f"\n\n{' · '.join(facts)}\n\n" in to_markdown(brief(article(published=published)))


def test_a_table_in_which_every_claim_is_its_quote_says_so_in_no_column() -> None:
    """An extractive brief of a wire story had a column of the same two words."""
    words = "Nobody was hurt"
    claim = Claim(
        text=words, speaker="Ida Brandt", quote=words, match="exact", spans=(span(words),)
    )
    assert (
        "| # | Who | Stance | In the source's words |\n"
        "|---|---|---|---|\n"
        "| 1 | Ida Brandt | asserted | “Nobody was hurt” |\n"
        "\n"
    ) in to_markdown(brief(article(claims=(claim,))))


def test_a_sentence_that_cites_claims_is_not_said_to_cite_none() -> None:
    """Its claims exist, and do not bear on it: the issue says so."""
    issue = Issue(type="uncited", kind="advisory", detail="It has nothing of its claims.")
    sentence = Sentence(text="It sank.", claims=("c2",), status="uncited", issues=(issue,))
    shown = "- It sank. [2]\n  - It has nothing of its claims. *(uncited)*\n"
    assert shown in to_markdown(brief(article(summary=(sentence,))))
    gone = replace(sentence, claims=("c9",))
    assert "- It sank. *(no claim cited)*\n\n" in to_markdown(brief(article(summary=(gone,))))


def test_what_was_not_done_is_listed_with_its_reason_and_part() -> None:
    one = article()
    failures = (
        Failure(origin="scan.pdf", reason="binary", detail="it is a PDF document, not text"),
        Failure(origin="ferry.md", article=one.id, span=Span(10, 90), reason="timeout"),
    )
    text = to_markdown(brief(one, failures=failures))
    assert "· ⚠ 2 not done" in text
    assert "⚠ A part of this article was not done" in text
    assert (
        "## Not done\n\n- ⚠ `scan.pdf`: binary: it is a PDF document, not text\n"
        "- ⚠ `ferry.md`, characters 10 to 90: timeout\n"
    ) in text


def test_how_it_was_made_names_model_prompts_cost_and_what_was_off() -> None:
    usage = Usage(calls=2, input_tokens=12_345, cached_input_tokens=9000, output_tokens=1)
    made = brief(
        article(language="und"),
        model="gpt-5-mini",
        usage=replace(usage, cost_usd=0.0123),
        prompts={"system": "b" * 64, "claims": "a" * 64},
    )
    text = to_markdown(made)
    assert "- Drafted by gpt-5-mini; checked by rules.\n" in text
    assert "- 2 calls, 12,345 input tokens (9,000 cached), 1 output token, $0.0123.\n" in text
    assert f"- Prompts: claims {'a' * 12}, system {'b' * 12}.\n" in text
    assert "English words were off: Ferry sinks off Keldby.\n" in text
    unknown = to_markdown(replace(made, usage=replace(usage, cost_usd=None)))
    assert "1 output token, cost unknown.\n" in unknown


# Hostile words


def every_field(foreign: str) -> Brief:
    """A brief that holds `foreign` wherever a text may stand."""
    issues = (Issue(type=foreign, kind="support", detail=foreign),)
    text = f"{foreign}\n{TEXT}"
    whole = (Span(0, len(foreign)),) if foreign else (Span(0, 5),)
    one = ArticleBrief(
        origin=foreign,
        title=foreign,
        source=foreign,
        url=foreign,
        published=foreign,
        text=text,
        language="und",
        summary=(Sentence(id="s1", text=foreign, claims=("c1",), issues=issues),),
        claims=(
            Claim(
                id="c1",
                text=foreign,
                speaker=foreign,
                attribution=(foreign, foreign),
                quote=foreign,
                match="exact",
                spans=whole,
                issues=issues,
            ),
            Claim(id="c2", text=foreign, quote=foreign or "x"),
        ),
        questions=(Question(text=foreign, quote=foreign or None, issues=issues),),
    )
    return Brief(
        date=foreign,
        created=foreign,
        model=foreign,
        prompts={foreign: foreign},
        articles=(one,),
        failures=(Failure(origin=foreign, reason=foreign, detail=foreign, span=Span(1, 2)),),
    )


def inline(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def links(markdown: str) -> list[str]:
    tokens = inline(PARSER.parse(markdown))
    return [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]


def blocks(markdown: str) -> list[str]:
    return [f"{token.type} {token.tag}" for token in PARSER.parse(markdown)]


@cache
def plain_blocks(word: str) -> list[str]:
    return blocks(to_markdown(every_field(word)))


def shown(token: Token) -> str:
    """The words that a reader sees."""
    return "".join(child.content for child in token.children or ())


ADDRESS = "https://user.example/"
# What GitHub makes something of after it has read the Markdown, so that no backslash stops it:
# mentions, references to issues, and shortcodes, some of which are images.
GITHUB = re.compile(r"(?<![\w/])@\w|#\d|(?<!\w)GH-\d|:[a-z+-][a-z0-9_+-]*:", re.IGNORECASE)


def assert_inert(foreign: str) -> None:
    markdown = to_markdown(every_field(foreign))
    # The same brief with a plain word has the same blocks.
    assert blocks(markdown) == plain_blocks("word" if one_line(foreign) else foreign)
    assert {token.type for token in inline(PARSER.parse(markdown))} <= {
        *("text", "code_inline", "strong_open", "strong_close", "em_open", "em_close"),
        *("link_open", "link_close"),
    }
    assert {unquote(link) for link in links(markdown)} <= {unquote(PARSER.normalizeLink(foreign))}
    plain = [token.content for token in inline(PARSER.parse(markdown)) if token.type == "text"]
    assert not [words for words in plain if GITHUB.search(words)]
    # Every word is still there to read, in headings and in cells alike.
    words = one_line(foreign, 200)
    tokens = [token for token in PARSER.parse(markdown) if token.type == "inline"]
    assert shown(tokens[0]) == (f"Brief · {words}".strip() if foreign else "Brief")
    assert sum(words[:190] in shown(token) for token in tokens) >= 12


NASTY = [
    "![x](https://evil.example/a.png)",
    "[click](https://evil.example)",
    "[click][ref]\n\n[ref]: https://evil.example",
    "[ref]: https://evil.example 'title'",
    "[^1]: note [^1]",
    "<https://evil.example> <a@evil.example> <b>bold</b> <!-- x --> <?php ?> <![CDATA[x]]>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "https://evil.example/a_b, (www.evil.example) ftp://evil.example //evil.example //localhost",
    "evil.example evil.com EVIL.CO.UK ünïcode.рф mail@evil.example mailto:a@b.example xmpp:a@b.c",
    "@octocat thanks @org/team; fixes #12, GH-34 and org/repo#56",
    "octo/repo#56, repo#7 and octo/a-repo#8;",
    ":octocat: (:+1:) x:shipit:y, at 10:30:45",
    "the :octocat",
    "href=.com 👩.com a=.example/x",
    "# heading",
    "heading #",
    "- item",
    "* item",
    "+ item",
    "1. item",
    "12) item",
    "> quote",
    "> [!WARNING]",
    "- [ ] task",
    "[x] task",
    "```\nfence",
    "~~~\nfence",
    "    indented",
    "---",
    "===",
    "***",
    "___",
    "a | b\n|---|---|\n| c | d |",
    "|---|",
    "| a | b |",
    ":---",
    "\\",
    "\\\\",
    "\\| \\` \\[x](https://evil.example)",
    "`code` `` http://a`b ``",
    "`",
    "http://a`",
    "`http://a|b`c|d.com`",
    "*em* **strong** _em_ __strong__ ~~gone~~ a_b_c a*b*c",
    "**",
    "&amp; &lt;b&gt; &#60;b&#62; &#x3C; &copy",
    "$x$ $$\\href{https://evil.example}{x}$$ $5 and $6",
    "{{ 7*7 }} {% x %} <|endoftext|>",
    "a\r\nb\rc\u2028d\u0085e",
    "zero\u200bwidth \u202egnp\u202c ww\u200bw.evil.example ht\u2060tp://x",
    "javascript:alert(1)",
    "data:text/html,<script>x</script>",
    "1986\\. A great year",
    "]( https://evil.example )",
    "](https://evil.example)",
    "](https://evil.example) [x](<https://evil.example>)",
    "[[wiki]] [a][] [a] []() ![]",
    "**Summary**",
    "⚠ not in the text",
    "x" * 5000,
    "[" * 3000,
    "*" * 3000,
    "`" * 999,
    "",
    "\u200b",
]


@pytest.mark.parametrize("foreign", NASTY, ids=range(len(NASTY)))
def test_hostile_words_can_be_read_and_do_nothing(foreign: str) -> None:
    assert_inert(foreign)


MARKUP = st.text(
    st.one_of(
        st.sampled_from("\\`*_{}[]()#+-.!|<>~&$@:/=;\"' \n\t19aZé"),
        st.characters(categories=("L", "M", "N", "P", "S", "Z", "Cc", "Cf")),
    ),
    max_size=40,
)
MARKS = """
]( GH- :a: a#1 =.com
gh-1 ww w. [x] ![ http:// www. a.bc @b ` `` \\ | _ * < &amp; #1 - 1. $ :// x ]: <b> ! ( ) ~ =
"""
PIECES = st.lists(st.sampled_from([*MARKS.split(), " ", "\n", "- ", "1. "]), max_size=14).map(
    "".join
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(MARKUP, PIECES))
def test_no_words_at_all_break_out(foreign: str) -> None:
    assert_inert(foreign)


@settings(max_examples=300, deadline=None)
@given(st.one_of(MARKUP, PIECES))
def test_the_quick_look_misses_nothing_that_needs_escaping(text: str) -> None:
    line = one_line(text)
    if not render._MAY_REACT.search(line):
        assert render._RUN.sub(render._escape_run, line) == line


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
def test_nasty_strings_of_the_world_can_be_read_and_do_nothing() -> None:
    for foreign in json.loads((SHARED / "data/blns/blns.json").read_text("utf-8")):
        assert_inert(foreign)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a_b_c/d*e?x=1&y=2#part",
        "http://example.org:8080/%7Euser/",
        "https://example.org/straße/日本",
        "HTTPS://EXAMPLE.ORG",
    ],
)
def test_an_articles_own_address_is_a_link(url: str) -> None:
    assert links(to_markdown(brief(article(url=url)))) == [PARSER.normalizeLink(url)]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a(b)c",
        "https://example.org/<b>x</b>",
        "https://example.org/a`b`",
        "https://example.org/a|b\\c",
        "https://example.org/?a=1&lt;2",
        "https://example.org/$x$",
    ],
)
def test_an_odd_address_stays_one_link_to_the_same_host(url: str) -> None:
    markdown = to_markdown(brief(article(url=url)))
    (link,) = links(markdown)
    assert link.startswith("https://example.org/")
    assert blocks(markdown) == blocks(to_markdown(brief()))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "https:example.org",
        "//example.org/x",
        "www.example.org",
        "https://example.org/a b",
        "https://example.org/\nx",
        "https://exam\u200bple.org",
        "https://example.org/\u202egnp",
        "https://bank.example@evil.example/",
        "https://[::1/",
        "https://exam(ple).org/",
        "https://)",
        "https://example.org:port/",
        "https://example.org/" + "x" * 2000,
    ],
)
def test_what_is_no_web_address_is_shown_as_text(url: str) -> None:
    markdown = to_markdown(brief(article(url=url)))
    assert links(markdown) == []
    assert one_line(url, 50)[:8] in markdown


def test_a_path_above_the_folder_is_shown_in_one_piece() -> None:
    markdown = to_markdown(brief(article(origin="../wire/seals.txt", source=None, url=None)))
    assert "`../wire/seals.txt`" in markdown


def test_very_long_words_are_cut() -> None:
    for word in ("a", "[", "_", "a.b", "\\", "`", "http://", "<!--", "a@", "x]: "):
        markdown = to_markdown(every_field(word * 30_000))
        assert len(markdown) < 100_000


def test_the_same_brief_gives_the_same_text() -> None:
    one, two = brief(), Brief.from_json(brief().to_json())
    assert to_markdown(one) == to_markdown(two)


# Only what holds


def test_lines_that_do_not_hold_can_be_left_out_and_are_counted() -> None:
    wrong = Issue(type="speaker-mismatch", kind="support", detail="Not hers.")
    tone = Issue(type="loaded-word", kind="advisory", detail="“sank” is loaded.")
    one = article(
        summary=(
            Sentence(id="s1", text="It sank.", claims=("c1", "c2", "c9"), status="supported"),
            Sentence(id="s2", text="It was she.", claims=("c2", "c3"), status="supported"),
            Sentence(id="s3", text="Forty.", claims=("c1",), status="unsupported"),
            Sentence(id="s4", text="Sank.", status="uncited", issues=(tone,)),
        ),
        claims=(
            Claim(id="c1", text="It sank", issues=(tone,), **quoted("The ferry sank")),  # type: ignore[arg-type]
            Claim(id="c2", text="She", issues=(wrong,), **quoted("Ida Brandt")),  # type: ignore[arg-type]
            Claim(id="c3", text="Forty", quote="forty people", match="absent"),
        ),
        questions=(
            Question(id="q1", text="Why?", **quoted("why the pump failed")),  # type: ignore[arg-type]
            Question(id="q2", text="Who?", quote="nobody knows who", match="absent"),
            Question(id="q3", text="When?", type="missing"),
        ),
    )
    whole = brief(one)
    left = render.supported_only(whole)
    (kept,) = left.articles
    assert [claim.id for claim in kept.claims] == ["c1"]
    assert [question.id for question in kept.questions] == ["q1", "q3"]
    assert [(s.id, s.claims, s.status) for s in kept.summary] == [
        ("s1", ("c1", "c9"), "supported"),
        ("s2", (), "uncited"),
        ("s4", (), "uncited"),
    ]
    assert [issue.type for issue in kept.summary[1].issues] == ["uncited"]
    assert left.dropped == 4
    assert whole.dropped == 0
    assert Brief.from_json(left.to_json()) == left
    text = to_markdown(left)
    assert "· 4 lines left out" in text
    assert "- Left out, as not supported by the text: 4 lines.\n" in text
    assert "⚠" not in text
    assert "left out" not in to_markdown(whole).lower()
    assert render.supported_only(left) == left


def test_a_section_that_lost_all_its_lines_says_so() -> None:
    claim = Claim(id="c1", text="x", quote="It was sabotage", match="absent")
    left = render.supported_only(brief(article(claims=(claim,), questions=())))
    assert "**Claims**\n\nNo claims were left.\n" in to_markdown(left)


@pytest.mark.parametrize("foreign", NASTY[:12])
def test_after_leaving_out_what_does_not_hold_no_line_is_marked(foreign: str) -> None:
    left = render.supported_only(every_field(foreign))
    assert left.dropped > 0
    assert not any(
        render._is_doubtful(one, line)
        for one in left.articles
        for lines in (one.summary, one.claims, one.questions)
        for line in lines
    )
