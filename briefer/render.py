"""The brief as Markdown, for people: plain text that reads well, and safe on GitHub.

What articles and models supply is foreign text. All of it passes through one function, so that it
can be read and does nothing: no link, image, HTML, mention, heading, list, table or fence. The
words in the column "In the source's words" are cut out of the article at the claim's spans, never
copied from the draft. White space in them is made single, invisible characters are left out, and
what is very long is cut; the JSON of the brief holds the verbatim quotes and their offsets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from briefer.models import (
    EVIDENCE,
    ArticleBrief,
    Brief,
    Claim,
    Failure,
    Issue,
    Question,
    Sentence,
    Span,
    Task,
    counted,
)
from briefer.sanitizing import clean, one_line

_MONTHS = "January February March April May June July August September October November December"
_LONGEST = 1000
_LONGEST_TITLE = 200
_EDGES = "\"'“”‘’().,;:!?"

_NO_WORD = re.compile(r"[\W_]+")
_RUN = re.compile(r"[^\s|]+|\|")
# GitHub makes links of these by themselves, or pictures (`:octocat:`), other renderers also links
# of bare domains. Backslashes do not stop all of them; a code span does, and shows the same words.
_LINKED = re.compile(
    r"//|www\.|@\w|[^\s!-*,-/:;?@\[-\]_{}]\.[^\W\d_]{2}|#\d|(?<!\w)GH-\d"
    r"|:[a-z+-][\w+-]*(?::|\Z)",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"[\\`*~]|<(?!\d|\Z)|\$(?!\d)|\](?=\()|&(?=#?\w+;)|_(?![^\W_])|(?<![^\W_])_")
_MAY_REACT = re.compile(
    r"[\\`*~<$&_|@#\]/.:wWgG](?:(?<=[\\`*~<$&_|@#])|(?<=\])\(|(?<=/)/|(?<=\.)[^\W\d_]{2}"
    r"|(?<=:)[a-zA-Z+-]|(?<=[wW])[wW]|(?<=[gG])[hH]-)"
)
_BLOCK_START = re.compile(r"#{1,6}(?=\s|\Z)|>|[-+=]+(?=\s|\Z)|\[(?=[ xX]?\]|.*\]:)")
_NUMBERED = re.compile(r"\d+(?=[.)](?:\s|\Z))")


def to_markdown(brief: Brief) -> str:
    """The brief as Markdown; of each article the sections that were asked for.

    The same brief always gives the same text. The only links in it are the articles' own http and
    https addresses.
    """
    blocks = [f"# Brief · {_day(brief.date)}" if brief.date else "# Brief", _counts(brief)]
    partial = {failure.article for failure in brief.failures}
    for article in brief.articles:
        found = "left" if brief.dropped else "found"
        blocks += _article(article, brief.tasks, partial=article.id in partial, found=found)
    if brief.failures:
        blocks += ["## Not done", _list(map(_failure, brief.failures))]
    blocks += ["## How this brief was made", _list(_making(brief))]
    return "\n\n".join(blocks) + "\n"


def supported_only(brief: Brief) -> Brief:
    """`brief` without the lines that `to_markdown` marks: those that do not hold.

    Sentences no longer cite the claims that went; one that cites nothing more becomes `uncited`.
    `dropped` says how many lines are left out, and so does the Markdown.
    """
    articles = tuple(map(_supported_only, brief.articles))
    before, after = (sum(map(_line_count, found)) for found in (brief.articles, articles))
    return replace(brief, articles=articles, dropped=brief.dropped + before - after)


def _supported_only(article: ArticleBrief) -> ArticleBrief:
    claims = tuple(claim for claim in article.claims if not _is_doubtful(article, claim))
    gone = {claim.id for claim in article.claims} - {claim.id for claim in claims}
    return replace(
        article,
        summary=tuple(
            _without(sentence, gone)
            for sentence in article.summary
            if not _is_doubtful(article, sentence)
        ),
        claims=claims,
        questions=tuple(line for line in article.questions if not _is_doubtful(article, line)),
    )


def _without(sentence: Sentence, gone: Collection[str]) -> Sentence:
    cited = tuple(key for key in sentence.claims if key not in gone)
    if cited == sentence.claims:
        return sentence
    if cited:
        return replace(sentence, claims=cited)
    uncited = Issue(type="uncited", kind="advisory", detail="The sentence cites no claim.")
    return replace(sentence, claims=(), status="uncited", issues=(*sentence.issues, uncited))


def _line_count(article: ArticleBrief) -> int:
    return len(article.summary) + len(article.claims) + len(article.questions)


def _counts(brief: Brief) -> str:
    tasks = brief.tasks
    counts = [counted(len(brief.articles), "article")]
    claims = [(a, claim) for a in brief.articles for claim in a.claims]
    if "claims" in tasks:
        located = sum(_is_located(article, claim) for article, claim in claims)
        some = f"{counted(located, 'quote')} located"
        whole = "every quote located" if located == len(claims) else some
        counts.append(counted(len(claims), "claim") + (f", {whole}" if claims else ""))
    if "questions" in tasks:
        counts.append(counted(sum(len(a.questions) for a in brief.articles), "open question"))
    if doubtful := sum(
        _is_doubtful(article, line)
        for article in brief.articles
        for task in tasks
        for line in getattr(article, task)
    ):
        counts.append(f"⚠ {counted(doubtful, 'line')} to check")
    if brief.dropped:
        counts.append(f"{counted(brief.dropped, 'line')} left out")
    if brief.failures:
        counts.append(f"⚠ {len(brief.failures):,} not done")
    return " · ".join(counts)


def _article(
    article: ArticleBrief, tasks: Collection[Task], *, partial: bool, found: str
) -> Iterator[str]:
    title = next(filter(one_line, (article.title, _place(article.origin))), article.id)
    yield f"## {_escape(title, _LONGEST_TITLE)}"
    if facts := list(_facts(article)):
        yield " · ".join(facts)
    if partial:
        yield "⚠ A part of this article was not done: see “Not done” below."
    if "summary" in tasks:
        yield "**Summary**"
        shown = article.claims if "claims" in tasks else ()
        numbers = {claim.id: number for number, claim in enumerate(shown, 1)}
        lines = [_sentence(article, sentence, numbers) for sentence in article.summary]
        yield _list(lines) if lines else f"No sentence of a summary was {found}."
    if "claims" in tasks:
        yield "**Claims**"
        if article.claims:
            yield _claim_table(article)
            if notes := list(_claim_notes(article)):
                yield "Notes on the claims:"
                yield _list(notes)
        else:
            yield f"No claims were {found}."
    if "questions" in tasks:
        yield "**Open questions**"
        lines = [_question(article, question) for question in article.questions]
        yield _list(lines) if lines else f"No open questions were {found}."


def _facts(article: ArticleBrief) -> Iterator[str]:
    """The outlet, the day and the address; the place it was read where none of them is known."""
    if article.source:
        yield _escape(article.source, _LONGEST_TITLE)
    if article.published:
        yield _day(article.published)
    if article.url:
        address = _address(article.url)
        yield f"[article]({address})" if address else _escape(article.url)
    if not (article.source or article.url) and article.title and article.origin:
        yield _escape(_place(article.origin))


def _place(origin: str) -> str:
    return "standard input" if origin == "-" else origin


def _sentence(article: ArticleBrief, sentence: Sentence, numbers: dict[str, int]) -> str:
    cited = sorted({numbers[claim] for claim in sentence.claims if claim in numbers})
    references = f" [{', '.join(map(str, cited))}]" if cited else ""
    known = any(claim.id in sentence.claims for claim in article.claims)
    uncited = " *(no claim cited)*" if sentence.status == "uncited" and not known else ""
    issues = [issue for issue in sentence.issues if issue.type != "uncited" or not uncited]
    line = f"{_mark(article, sentence)}{_escape(sentence.text)}{references}{uncited}"
    return "\n".join([line, *(f"  - {_issue(issue)}" for issue in issues)])


def _claim_table(article: ArticleBrief) -> str:
    """The claims, a row each; without the column of their words where all are as quoted."""
    head = ["#", "Who", "Claim", "Stance", "In the source's words"]
    rows = [
        [
            f"{_mark(article, claim)}{number}",
            _who(claim),
            _claim_text(article, claim),
            claim.stance,
            _quote(article, claim),
        ]
        for number, claim in enumerate(article.claims, 1)
    ]
    if all(row[2] == _AS_QUOTED for row in rows):
        for row in (head, *rows):
            del row[2]
    lines = [f"| {' | '.join(row)} |" for row in (head, *rows)]
    return "\n".join([lines[0], f"|{'---|' * len(head)}", *lines[1:]])


_AS_QUOTED = "*as quoted*"


def _claim_text(article: ArticleBrief, claim: Claim) -> str:
    """The claim; where it is no more than the quote, the row does not say it twice."""
    words = _source_words(article, claim)
    if words is not None and (words == claim.text or _bare(words) == _bare(claim.text)):
        return _AS_QUOTED
    return _escape(claim.text)


def _bare(words: str) -> str:
    return _NO_WORD.sub(" ", words).strip().casefold()


def _claim_notes(article: ArticleBrief) -> Iterator[str]:
    for number, claim in enumerate(article.claims, 1):
        for issue in claim.issues:
            yield f"Claim {number}: {_issue(issue)}"


def _question(article: ArticleBrief, question: Question) -> str:
    joint = " " if question.text[-1:] in "?!.:…" else ": "
    anchor = f"{joint}{_quote(article, question)}" if question.quote else ""
    line = f"{_mark(article, question)}{_escape(question.text)}{anchor} *({question.type})*"
    return "\n".join([line, *(f"  - {_issue(issue)}" for issue in question.issues)])


def _who(claim: Claim) -> str:
    if claim.speaker is None:
        return "the article"
    chain = list(claim.attribution)
    if chain and chain[-1] == claim.speaker:
        chain.pop()
    names = [claim.speaker, *(f"via {name}" for name in reversed(chain))]
    return ", ".join(_escape(name, _LONGEST_TITLE) for name in names)


def _quote(article: ArticleBrief, line: Claim | Question) -> str:
    """The source's words, or the drafted ones marked as not being the source's."""
    words = _source_words(article, line)
    if words is not None:
        return _quoted(words)
    drafted = f"⚠ not in the text: {_quoted(line.quote or '')}"
    altered = [issue.span for issue in line.issues if issue.type == "quote-altered" and issue.span]
    if not _are_within(article, altered[:1]):
        return drafted
    return f"{drafted}; the text has {_quoted(_cut(article, altered[:1]))}"


def _quoted(words: str) -> str:
    marks = '""' if "“" in words or "”" in words else "“”"
    return f"{marks[0]}{_escape(words)}{marks[1]}"


def _quoting(article: ArticleBrief) -> tuple[Claim | Question, ...]:
    return (*article.claims, *(question for question in article.questions if question.quote))


def _source_words(article: ArticleBrief, line: Claim | Question) -> str | None:
    """The words of the article at the spans of a located quote, else None."""
    return _cut(article, line.spans) if _is_located(article, line) else None


def _is_located(article: ArticleBrief, line: Claim | Question) -> bool:
    return line.match in EVIDENCE and _are_within(article, line.spans)


def _are_within(article: ArticleBrief, spans: Collection[Span]) -> bool:
    """Whether there are spans, all in the text: a brief may come from anybody's JSON."""
    length = len(article.text)
    return bool(spans) and all(0 <= start < end <= length for start, end in spans)


def _cut(article: ArticleBrief, spans: Collection[Span]) -> str:
    return " … ".join(article.text[start:end] for start, end in spans)


def _is_doubtful(article: ArticleBrief, line: Sentence | Claim | Question) -> bool:
    if any(issue.kind == "support" for issue in line.issues):
        return True
    if isinstance(line, Sentence):
        return line.status == "unsupported"
    if isinstance(line, Question) and not line.quote:
        return line.type != "missing"
    return not _is_located(article, line)


def _mark(article: ArticleBrief, line: Sentence | Claim | Question) -> str:
    return "⚠ " if _is_doubtful(article, line) else ""


def _issue(issue: Issue) -> str:
    mark = "⚠ " if issue.kind == "support" else ""
    return f"{mark}{_escape(issue.detail or 'see the JSON')} *({_escape(issue.type)})*"


def _failure(failure: Failure) -> str:
    part = f", characters {failure.span.start} to {failure.span.end}" if failure.span else ""
    detail = f": {_escape(failure.detail)}" if failure.detail else ""
    place = _escape(_place(failure.origin or failure.article or "an article"))
    return f"⚠ {place}{part}: {_escape(failure.reason)}{detail}"


def _making(brief: Brief) -> Iterator[str]:
    if brief.model == "extractive":
        yield "Sentences picked out of the articles themselves (extractive); no model was used."
    else:
        yield f"Drafted by {_escape(brief.model) or 'a model that is not named'}; checked by rules."
    if brief.dropped:
        yield f"Left out, as not supported by the text: {counted(brief.dropped, 'line')}."
    if brief.created:
        yield f"Made at {_escape(brief.created)}."
    quotes = [(article, line) for article in brief.articles for line in _quoting(article)]
    if quotes:
        found = [line.match for article, line in quotes if _is_located(article, line)]
        kinds = [f"{found.count(kind):,} {kind}" for kind in sorted(set(found), key=str)]
        yield (
            f"{counted(len(quotes), 'quote')}, {len(found):,} located in the article's text"
            f" ({', '.join(kinds) or 'none'}); the JSON of this brief holds each and its place."
        )
    usage = brief.usage
    if usage.calls:
        cost = "cost unknown" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"
        yield (
            f"{counted(usage.calls, 'call')}, {counted(usage.input_tokens, 'input token')}"
            f" ({usage.cached_input_tokens:,} cached),"
            f" {counted(usage.output_tokens, 'output token')}, {cost}."
        )
    if brief.prompts:
        prompts = (f"{_escape(name)} {_escape(brief.prompts[name][:12])}" for name in brief.prompts)
        yield f"Prompts: {', '.join(sorted(prompts))}."
    if others := [a.title or a.origin for a in brief.articles if a.language != "en"]:
        names = "; ".join(_escape(name, _LONGEST_TITLE) for name in others)
        yield f"Not in English, so the checks that need English words were off: {names}."


def _escape(text: str, limit: int = _LONGEST) -> str:
    """Foreign text on one line, its words kept, and nothing in it that Markdown would act on.

    Only what would react is escaped, so that plain text stays readable. Addresses and mentions
    become code spans.
    """
    escaped = one_line(text, limit)
    if _MAY_REACT.search(escaped):  # most lines hold nothing of the kind
        escaped = _RUN.sub(_escape_run, escaped)
        if escaped.endswith("#"):  # it would close a heading
            hashes = len(escaped.rstrip("#"))
            escaped = f"{escaped[:hashes]}\\{escaped[hashes:]}"
    if number := _NUMBERED.match(escaped):
        return f"{number.group()}\\{escaped[number.end() :]}"
    return f"\\{escaped}" if _BLOCK_START.match(escaped) else escaped


def _escape_run(match: re.Match[str]) -> str:
    run = match.group()
    if run == "|":
        return r"\|"
    if not _LINKED.search(run):
        return _SPECIAL.sub(r"\\\g<0>", run)
    core = run.rstrip(_EDGES).lstrip(_EDGES.replace(".", ""))  # "../today.txt" begins with dots
    start = run.index(core)
    fence = "`" * (1 + max(map(len, re.findall("`+", core)), default=0))
    pad = " " if "`" in core else ""
    return f"{run[:start]}{fence}{pad}{core}{pad}{fence}{run[start + len(core) :]}"


def _address(url: str) -> str | None:
    """An http or https address, safe as the target of a Markdown link, else None."""
    if len(url) > _LONGEST or clean(url) != url or re.search(r"\s", url):
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    if not host or not re.fullmatch(r"[\w.:-]+", host):
        return None
    safe = "".join(
        percent_encode(character) if character in '()<>\\`"|$' else character for character in url
    )
    return re.sub(r"&(?=#?\w+;)", r"\\&", safe)


def _day(text: str) -> str:
    """A day, or a day and a time, as people write it; the text itself where it is neither."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return _escape(text, _LONGEST_TITLE)
    day = f"{when.day} {_MONTHS.split()[when.month - 1]} {when.year}"
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"{day}, {when:%H:%M %Z}".rstrip()
    return day


def _list(lines: Collection[str] | Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
