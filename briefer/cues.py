"""English cue words: which words report, deny, doubt, ask, foretell or leave open.

Every list is a tuple or set of lower-case words and phrases; an apostrophe stands for both kinds
and a space for any white space. `pattern` turns a list into a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence, Set
from functools import cache
from itertools import islice
from typing import TypeAlias

from briefer.models import QuestionType, Stance
from briefer.remembering import remembered

Cues: TypeAlias = tuple[str, ...] | frozenset[str]

_REGULAR_REPORTING = """
    accept account acknowledge add address advise advocate affirm agree allege announce answer
    anticipate appeal applaud argue articulate ask assert assess assume assure attest attribute
    author aver believe blog boast brag brief caution characterize characterise charge chide chime
    cite claim clarify comment commit compare complain concede conclude concur condemn confess
    confirm congratulate consider contend convey counsel count counter credit criticize criticise
    cry declare decline decry demand demonstrate denounce deny depict deride describe deplore
    desire detail determine disagree disclose discover discuss dismiss dispute document doubt echo
    elaborate emphasize emphasise endorse enjoy envision estimate exclaim expect explain express
    fear figure find focus forecast gripe gush guess hail hint hope imagine imply indicate inform
    insinuate insist instruct intend interject interpret intone invoke joke judge justify label
    lament laud laugh learn lecture like liken list maintain marvel mention mock mourn murmur muse
    mutter name narrate need note notice object observe offer opine order pen perceive phrase
    pitch pledge point ponder portray post praise predict prefer press presume proclaim promise
    pronounce prophesy propose protest publish push question quip quote raise rant realize realise
    reason reassure recall reckon recognize recognise recommend recount refer reflect refuse
    reiterate reject relate remark remember remind reminisce repeat reply report request respond
    retort retweet reveal ruminate scoff shout shriek signal slam stammer state stipulate stress
    submit suggest summarize summarise suppose surmise suspect sympathize tease term testify thank
    theorize threaten tout trumpet tweet underline underscore urge venture vent voice volunteer vote
    vow wager want warn welcome whisper wish wonder worry yell
    apologize apologise chant enthuse exhort grumble guarantee inquire interrupt jeer recite refute
    scream speculate taunt theorise utter
"""
_IRREGULAR_REPORTING = """
    say says said saying tell tells told telling write writes wrote written writing think thinks
    thought thinking know knows knew known knowing feel feels felt feeling see sees saw seen seeing
    find finds found finding hold holds held holding put puts putting read reads reading
    speak speaks spoke spoken speaking swear swears swore sworn swearing understand understands
    understood understanding mean means meant meaning show shows showed shown showing hear hears
    heard hearing call calls called calling plan plans planned planning admit admits admitted
    admitting plead pleads pleaded pled pleading foresee foresees foresaw foreseen foreseeing
    quip quips quipped quipping refer refers referred referring begin begins began go goes went
    chime chimes chimed retell sing sings sang dub dubs dubbed dubbing bet bets betting
    blog blogs blogged blogging prefer prefers preferred preferring deny denies denied denying
    stress stresses stressed stressing commit commits committed committing rebut rebuts rebutted
    forbid forbade decide decides decided deciding teach taught draw drew give gave gives giving
    continue continues continued continuing conclude seek seeks sought seeking warn
    fret frets fretted strike struck cast casts paint paints painted tap tout float floats floated
    emailed texted
"""
_REGULAR_CHARGED = """
    allege assail attack blast boast brag claim concede condemn confess crow decry demand denounce
    deride dismiss fume gloat gripe gush hammer insinuate insist lambast lambaste lament lash mock
    rail rant rave ridicule rip roar savage scoff scold shriek skewer slam slander smear sneer snap
    spew spin thunder threaten torch tout trash trumpet vent whine accuse acknowledge bemoan berate
    castigate chastise scold deplore disparage excoriate pillory thrash
"""
_IRREGULAR_CHARGED = """
    admit admits admitted admitting spit spat quip quips quipped rip rips ripped ripping shoot shot
    rebuke rebukes rebuked rebuking slammed slamming snapped snapping
"""


def word_set(words: str) -> frozenset[str]:
    """The words of a text that lists them, separated by white space."""
    return frozenset(words.split())


def inflected(regular: str, irregular: str = "") -> frozenset[str]:
    """The words of `irregular` and, of each regular verb, all four forms."""
    forms = set(irregular.split())
    for verb in regular.split():
        forms.add(verb)
        if verb.endswith("y") and verb[-2] not in "aeiou":
            forms |= {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
        elif verb.endswith("e"):
            forms |= {verb + "s", verb + "d", verb[:-1] + "ing"}
        else:
            plural = "es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s"
            forms |= {verb + plural, verb + "ed", verb + "ing"}
    return frozenset(forms)


CHARGED_VERBS = inflected(_REGULAR_CHARGED, _IRREGULAR_CHARGED)
"""Reporting verbs that take sides: they doubt, shame or praise the speaker."""

REPORTING_VERBS = inflected(_REGULAR_REPORTING, _IRREGULAR_REPORTING) | CHARGED_VERBS
"""Verbs of speech, writing, belief and intention that can introduce what somebody says."""

STATEMENTS = word_set(
    "accusation accusations admission allegation allegations announcement argument arguments "
    "assertion assertions belief claim claims complaint complaints conclusion contention decision "
    "declaration denial denials fear fears hope hopes insistence pledge prediction predictions "
    "promise promises remark remarks revelation statement statements suggestion suggestions view "
    "views vow warning warnings"
)
"""Nouns for what somebody says or thinks, where "that" follows: "the mayor's claim that"."""

NEGATIONS = (
    *("not", "n't", "no", "never", "none", "nobody", "nothing", "neither", "nor", "nowhere"),
    *("no one", "cannot", "without", "hardly", "barely", "scarcely"),
)
"""Words that turn a statement into its opposite; `n't` is any contraction with not."""

HEDGES = (
    *("may", "might", "could", "possible", "possibly", "possibility", "perhaps", "maybe"),
    *("likely", "unlikely", "likelihood", "probable", "probably", "presumably", "presume"),
    *("presumes", "presumed", "apparently", "seemingly", "reportedly", "allegedly", "supposedly"),
    *("purportedly", "potentially", "conceivably", "arguably", "appear", "appears", "appeared"),
    *("seem", "seems", "seemed", "suggest", "suggests", "suggested", "hint", "hints", "hinted"),
    *("suspect", "suspects", "suspected", "believed to", "thought to", "said to be", "rumored"),
    *("rumoured", "i think", "i guess", "i believe", "we think", "we believe", "speculated"),
    *("speculation", "as many as", "up to", "around", "about", "roughly", "approximately"),
)
"""Words that make a statement less sure, those of number ("about", "up to") included."""

_POSSIBLE = tuple(
    hedge
    for hedge in HEDGES
    if hedge not in {"as many as", "up to", "around", "about", "roughly", "approximately", "may"}
    and not hedge.startswith(("i ", "we "))
)

CONDITIONALS = (
    *("if", "unless", "provided that", "providing that", "as long as", "so long as", "in case"),
    *("on condition that", "assuming that", "in the event", "contingent on", "depending on"),
    *("otherwise", "only if"),
)
"""Words that open a condition; inverted ones ("should it", "were they to", "had he") are found
by their shape."""

REQUESTS = inflected(
    "urge implore beseech exhort",
    "begs begged begging pleads pleaded pleading requested requesting petitioned petitioning",
) | {
    *("call on", "calls on", "called on", "calling on", "call for", "calls for", "called for"),
    *("calling for", "call upon", "calls upon", "called upon", "calling upon"),
    *(
        "we ask for",
        "i ask for",
        "we are asking for",
        "we're asking for",
        "demand that",
        "demands that",
        "demanded",
    ),
    *("demanding", "appealed to", "appealed for", "appealing to", "appealing for", "urgently ask"),
    *("recommended that", "recommends that", "recommend that", "ordered to", "proposes that"),
}
"""Verbs that want somebody to do something; a bare "please" or "must" is not among them."""

PREDICTIONS = (
    *("will", "shall", "won't", "'ll", "is going to", "are going to", "am going to"),
    *("'re going to", "'s going to", "'m going to", "was going to", "were going to"),
    *("is expected to", "are expected to", "was expected to", "were expected to"),
    *("be expected to", "is set to", "are set to", "is due to", "are due to", "is bound to"),
    *("is about to", "are about to", "predict", "predicts", "predicted", "forecast", "forecasts"),
    *(
        "foresee",
        "foresees",
        "prediction",
        "projected to",
        "anticipated to",
        "scheduled to",
        "is to be",
        "are to be",
    ),
)
"""Words that speak of what is to come."""

_QUESTION_WORDS = ("what", "whether", "who", "when", "where", "why", "how", "if", "which")

_BE = ("is", "are", "was", "were", "remain", "remains", "remained")

UNKNOWNS = (
    *("don't know", "do not know", "doesn't know", "does not know"),
    *(f"{did} know {what}" for did in ("didn't", "did not") for what in _QUESTION_WORDS),
    *(f"{be} {word}" for be in _BE for word in ("unknown", "unsure", "uncertain")),
    *(f"{word} {what}" for word in ("unknown", "unsure", "uncertain") for what in _QUESTION_WORDS),
    *(f"{very} uncertain" for very in ("very", "highly", "still", "deeply")),
    *("still unknown", "also unknown"),
    *(
        "don't yet know",
        "do not yet know",
        "not know",
        "never know",
        "no idea",
        "no way of knowing",
    ),
    *("no way to know", "not clear", "n't clear", "not yet clear", "n't yet clear"),
    *("not immediately clear", "n't immediately clear", "not entirely clear", "far from clear"),
    *("unclear", "not known", "n't known", "not yet known", "not publicly known"),
    *("not immediately known", "not sure", "n't sure", "i'm unsure", "not certain"),
    *(
        "n't certain",
        "uncertainty about",
        "uncertainty over",
        "uncertainty whether",
        "uncertainty remains",
        "remains to be seen",
        "can't say",
        "cannot say",
        "could not say",
    ),
    *(f"{can} tell {what}" for can in ("can't", "cannot") for what in _QUESTION_WORDS),
    *("couldn't say", "hard to say", "hard to know", "too early to"),
    *("too soon to", "no word on", "open question", "unanswered", "remains a mystery", "a mystery"),
    *("unidentified cause", "undetermined", "not been determined", "n't been determined"),
    *("not determined", "unable to say", "unable to determine", "could not determine"),
    *("couldn't determine", "whereabouts unknown", "anybody's guess", "anyone's guess"),
    *(
        f"{would} {what}"
        for would in ("not said", "not say", "n't said", "n't say", "would say", "will say")
        for what in _QUESTION_WORDS
    ),
    *("far from certain", "would not be drawn", "wouldn't be drawn"),
    *("did not say", "didn't say", "has not said", "hasn't said", "have not said", "haven't said"),
    *("would not say", "wouldn't say", "did not specify", "didn't specify", "did not elaborate"),
    *("didn't elaborate", "gave no details", "no details were", "did not disclose"),
    *("not been disclosed", "n't been disclosed", "not disclosed", "not been released"),
    *("n't been released", "undisclosed"),
)
"""Phrases that say that something is not known or not told."""

UNCONFIRMED = (
    *("no evidence that", "no evidence of", "no proof", "unconfirmed", "unverified"),
    *("not been confirmed", "n't been confirmed", "not confirmed", "n't confirmed"),
    *("not yet confirmed", "not yet been confirmed", "not been verified", "n't been verified"),
    *("not been independently verified", "not been independently confirmed"),
    *("could not be verified", "couldn't be verified", "could not be confirmed"),
    *("couldn't be confirmed", "could not be independently verified", "could not verify"),
    *("could not be independently confirmed", "could not independently verify", "unable to verify"),
    *("could not independently confirm", "not independently verified", "unable to confirm"),
    *("could not confirm", "can't confirm", "cannot confirm", "couldn't confirm"),
    *("would not confirm", "wouldn't confirm", "will not confirm", "won't confirm"),
    *("not confirm or deny", "n't confirm or deny", "not confirm whether", "n't confirm whether"),
    *(f"{be} {word}" for be in _BE for word in ("unsubstantiated", "unproven")),
    *("neither confirmed nor denied", "not seen proof", "no independent confirmation"),
    *("offered no proof", "offered no evidence", "provided no evidence", "gave no evidence"),
    *("without offering evidence", "without providing evidence", "without giving evidence"),
    *("has not commented", "have not commented", "had not commented", "hasn't commented"),
    *("did not answer", "didn't answer", "would not answer", "has not answered"),
    *("neither confirm nor deny", "not immediately confirm", "reportedly", "allegedly"),
    *("rumored", "rumoured", "rumors", "rumours", "declined to comment", "declined comment"),
    *("declined to say", "declined to discuss", "refused to comment", "refused to say"),
    *("not immediately respond", "n't immediately respond", "not immediately reply"),
    *("not immediately available", "not immediately return", "n't immediately return"),
    *("did not respond", "didn't respond", "has not responded", "have not responded"),
    *("not responded to", "n't responded to", "did not return", "didn't return"),
    *("could not be reached", "couldn't be reached", "could not immediately be reached"),
    *("could not be immediately reached", "not available for comment", "unavailable for comment"),
    *("not respond to a request", "no comment", "hinted", "hints at", "possibility that"),
    *("possibility of",),
)
"""Phrases that say that something is not confirmed, or that the one who could has not answered."""

PENDING = (
    *("not been decided", "n't been decided", "not decided", "n't decided", "undecided"),
    *("not yet decided", "not yet been decided", "no decision", "yet to decide", "yet to be"),
    *("have yet to", "has yet to", "pending", "under investigation", "is investigating"),
    *("are investigating", "being investigated", "under review", "under consideration"),
    *("being considered", "ongoing investigation", "investigation is ongoing", "awaiting"),
    *("await", "awaits", "to be determined", "to be decided", "to be announced", "not yet been"),
    *(f"{have} yet" for have in ("has not", "have not", "had not", "hasn't", "haven't", "hadn't")),
    *("not yet decided", "not yet determined", "not yet announced", "not yet available"),
    *("expected to rule", "expected to decide", "expected to vote", "due to rule", "due to decide"),
    *("due to vote", "scheduled to vote", "will decide", "in talks", "talks continue"),
    *("talks are continuing", "negotiations continue", "negotiations are continuing"),
    *("subject to approval", "trial continues", "case continues", "hearing continues"),
    *("inquest continues", "inquiry continues", "was adjourned", "were adjourned"),
    *("put off a decision", "postponed a decision", "put off the decision"),
    *("still being", "still considering", "still deciding", "is considering", "are considering"),
    *("was considering", "were considering", "is weighing", "are weighing", "in the balance"),
    *("up in the air", "unresolved", "investigation continues", "no deal", "no agreement"),
    *("no verdict", "no ruling", "no date has", "no date was"),
    *("continues to investigate", "continue to investigate"),
)
"""Phrases that say that something is still to be decided, done or found out."""

DISPUTED = (
    *("disputed", "disputes", "dispute that", "disputed that", "contested", "contests"),
    *("contradicted", "contradicts", "contradict", "conflicting reports", "conflicting accounts"),
    *("conflicting statements", "at odds with", "disagree over", "disagree on"),
    *("disagree about", "disagreed over", "disagreed about", "disagreed on", "differing accounts"),
    *("different accounts", "a different account", "differ over", "differ on"),
)
"""Phrases that say that accounts differ."""

UNSETTLED = (
    *(f"{have} been {told}" for have in ("not", "n't") for told in ("identified", "named")),
    *(f"{have} been {told}" for have in ("not", "n't") for told in ("published", "made public")),
    *(f"{have} been {told}" for have in ("not", "n't") for told in ("found", "explained")),
    *(
        f"{have} {named}"
        for have in ("not", "n't")
        for named in ("named", "identified", "name him")
    ),
    *("declined to name", "declined to identify", "refused to name", "did not identify"),
    *("could not explain", "couldn't explain", "cannot explain", "can't explain"),
    *("gave no reason", "gave no explanation", "no reason was given", "without giving a reason"),
    *("no motive", "no explanation", "no claim of responsibility", "claimed responsibility yet"),
    *(
        f"{nobody} claimed responsibility"
        for nobody in ("no one has", "nobody has", "no group has")
    ),
    *("remain missing", "remains missing", "remained missing", "still missing", "unaccounted for"),
    *("remains at large", "remain at large", "still at large", "remained at large", "unexplained"),
    *("no timetable", "no timeline", "questions remain", "question remains"),
)
"""Phrases by which something is told for certain that leaves a question open."""

DENIALS = inflected("refute disavow disclaim") | {
    *(
        "i deny",
        "we deny",
        "they deny",
        "denies",
        "denied",
        "denying",
        "denial",
        "denials",
        "rebut",
        "rebuts",
        "rebutted",
    ),
    *("rejected claims", "rejected the claim", "rejected the claims", "rejected allegations"),
    *("rejected the allegation", "rejected the allegations", "rejected accusations"),
    *("rejected the accusation", "rejected the accusations", "rejected suggestions"),
    *("rejected the suggestion", "rejected the idea", "rejected the notion", "rejects claims"),
    *("rejects the claim", "rejects the allegations", "rejects allegations", "rejected reports"),
    *("dismissed claims", "dismissed the claim", "dismissed the claims", "dismissed allegations"),
    *("dismissed the allegation", "dismissed the allegations", "dismissed reports"),
    *("dismissed the report", "dismissed the reports", "dismissed the idea", "dismissed as"),
    *("dismissed suggestions", "dismissed the notion", "ruled out", "rules out"),
}
"""Words by which somebody rejects what somebody else says."""

FALSE = (
    r"(?:false|untrue|not true|incorrect|inaccurate|baseless|groundless|unfounded|fabricated"
    r"|invented|nonsense|(?:an? )?(?:lies?|hoax|fabrication|invention)|not the case"
    r"|without (?:any )?(?:foundation|basis|merit|substance))"
)
"""An expression for what is said of words that are rejected: "the reports are false"."""

FUNCTION_WORDS = word_set(
    """
    a about after and are at been but by for from had has have he his how if is it its more not of
    our out said she than that the their them there these they this to up we were what when where
    which who with would you your
    """
)
"""Words without which hardly any English sentence is made; few other languages share them."""


@cache
def pattern(cues: Cues) -> re.Pattern[str]:
    """A regular expression, blind to case, that finds the longest of `cues` as whole words."""
    words: list[str] = []
    endings: list[str] = []  # a contraction's cue starts inside a word: "didn't respond", "we'll"
    for cue in sorted(cues, key=lambda cue: (-len(cue), cue)):
        form = re.escape(cue).replace("'", "['’]").replace(r"\ ", r"\s+")
        (endings if cue.startswith(("n't", "'")) else words).append(form)
    expressions = [rf"(?<!\w)(?=\w)(?:{'|'.join(words)})(?!\w)"] if words else []
    expressions += [rf"{form}(?!\w)" for form in endings]
    return re.compile("|".join(expressions), re.IGNORECASE)


# "Should it fail", "had they known", "were she to win": a condition without "if". Asked questions
# ("Were they there?") do not continue this way, or are told apart by their "to".
_SUBJECT = r"(?:it|he|she|they|we|you|I|the \w+|[A-Z]\w+)"
_INVERTED_CONDITION = re.compile(
    r"(?<!\w)(?:(?<!what )(?<!why )(?<!how )(?<!who )should " + _SUBJECT + r" [a-z]\w*(?!\w*\?)"
    r"|(?:(?<=[.!?] )Should|^Should) " + _SUBJECT + r" [a-z]+(?![^.!?]*\?)"
    r"|(?:(?<=, )had|(?<=[.!?] )Had|^Had) " + _SUBJECT + r" (?:not )?[a-z]+(?![^.!?]*\?)"
    r"|would (?:not )?have [^.,;:?!]{1,80} had " + _SUBJECT + r" (?:not )?[a-z]+"
    r"|(?:(?<=, )were|(?<=[.!?] )Were|^Were) " + _SUBJECT + r" (?:not )?to )"
)
# "asked if", "see if", "even if": not conditions. May is a month unless it is written small.
_WHETHER = re.compile(
    r"(?<!\w)(?:ask\w*(?:\s+\w+){0,2}|see|know|wonder\w*|unclear|clear|sure|question\w*|say|as|even|doubt\w*)"
    r"\s+if(?!\w)",
    re.IGNORECASE,
)
_MAY = re.compile(r"(?<!\w)may(?!\w)(?!\s+\d)")
# What somebody was able to do: "they could not see", "before the police could come"; how well it
# is done: "as soon as possible"; and who comes before somebody: "appeared in court".
_NO_HEDGE = re.compile(
    r"(?<!\w)(?:could(?:n['’]t|\s+not)|(?:who|(?:before|until|so(?:\s+that)?|what|how)\s+(?:the\s+)?\w+)"
    r"\s+could|as\s+\w+(?:\s+\w+)?\s+as\s+possible"
    r"|appear(?:s|ed)?\s+(?:at|before|alongside|on\s+(?:stage|television|tv)|in\s+(?:court(?!\s+(?:papers|records|documents|filings))|public|person)))(?!\w)",
    re.IGNORECASE,
)
_NOT_RULED_OUT = re.compile(
    r"(?<!\w)(?:not|\w+n['’]t|cannot|never|no(?:ne|thing|body|\s+one)?|yet\s+to"
    r"|(?:refus|declin)\w+\s+to)\s+(?:\w+\s+){0,3}rule[sd]?\s+out(?!\w)",
    re.IGNORECASE,
)
# "was denied entry": not the rejection of a statement. So are an offer that was refused, "deny them
# the right" and what "has not been ruled out".
_NOT_A_DENIAL = re.compile(
    r"(?<!\w)(?:(?:was|were|been|being|be|is|are|not|\w+n['’]t|cannot|never)\s+(?:\w+\s+)?den(?:ied|y|ying)"
    r"|den(?:y|ies|ied|ying)\s+(?:\w+\s+)?(?:access|entry|bail|visas?|service|permission|them|him|her|us))(?!\w)"
    rf"|{_NOT_RULED_OUT.pattern}",
    re.IGNORECASE,
)
_WOULD = re.compile(
    r"(?<!\w)would(?!\w)(?!\s+(?:like|love|remind|say|note|add|argue|bet|swear|dare|rather|have|prefer|hope|urge|ask"
    r"|be\s+(?:wrong|right|fair|unfair|foolish|inappropriate|a\s+mistake)"
    r"|(?:n['’]t|not)\s+(?:say|comment|discuss|elaborate|answer|confirm|disclose)\b))"
    r"|(?<=\w)['’]d\s+be(?!\w)",
    re.IGNORECASE,
)

# "pleaded not guilty" says something; it asks for nothing.
# "We have asked for the log" tells of a request.
_PLEA = re.compile(
    r"(?<!\w)(?:ple(?:ad\w*|d)\s+(?:not\s+)?(?:guilty|innocent)"
    r"|(?:have|has|had|['’]ve|was|were|been)\s+(?:\w+\s+)?(?:asked|called|requested|demanded)\b)",
    re.IGNORECASE,
)


# "I would not say it to them" leaves nothing open; nor does "no decision to close it was taken",
# a condition ("if they do not respond") or what nobody in particular knows ("people don't know").
_NOT_OPEN = re.compile(
    r"(?<!\w)(?:would(?:n['’]t|\s+not)\s+say\s+(?:it|that|so|this|no|yes)|no\s+decisions?\s+to"
    r"|(?:you|people|voters|americans|kids|children)\s+(?:(?:just|really|often|may)\s+)?"
    r"(?:don['’]t|do\s+not|have\s+no\s+way\s+of|can['’]t|cannot|may\s+not)\s+know\w*"
    r"|(?:an?|the|hotly|bitterly|long)[-\s]+(?:disputed|contested)\s+\w+"
    r"|rumou?rs\b[^.]*\b(?:false|untrue|baseless|unfounded)"
    r"|because\s+\w+\s+did\s+not\s+\w+)(?!\w)"
    r"|(?<=\bif )[^,.;:?!]+",
    re.IGNORECASE,
)
# Nobody guesses where somebody "is suspected of" a crime.
_SUSPECTED_OF = re.compile(r"(?<!\w)suspected\s+of(?!\w)", re.IGNORECASE)
# "It does not tick unless somebody winds it" tells how things are; a condition of what may come
# has a verb that says so.
_UNLESS = re.compile(r"(?<!\w)unless(?!\w)", re.IGNORECASE)
_HABIT = re.compile(
    r"(?!.*(?:\b(?:will|would|shall|should|may|might|can|could|must|cannot|to)\b"
    r"|\b(?:wo|would|ca|could|should|must)n['’]t\b|['’](?:ll|d)\b))"
    r".*(?:\bnot|\bnever|n['’]t)\b.*\bunless\b",
    re.IGNORECASE | re.DOTALL,
)


@remembered(256)
def stance_of(text: str) -> Stance:
    """How surely `text` is said: the strongest sign of doubt in it decides.

    A plain negative ("we have not seen it") is `asserted`; "we do not know" is `unknown`; a
    statement with a condition is `conditional`, though it speaks of what will be; a question is
    `possible`.
    """
    words = _words(text)
    likely = _likely(words)
    if _holds(text, likely, "unknown", _NOT_OPEN) or _holds(text, likely, "unconfirmed"):
        return "unknown"
    if _holds(text, likely, "denied", _NOT_A_DENIAL) or is_called_false(text, words):
        return "denied"
    if _is_conditional(text, words, likely):
        return "conditional"
    if _holds(text, likely, "requested", _PLEA):
        return "requested"
    if _may_have(words, ("may",)) and _MAY.search(text):
        return "possible"
    if "possible" in likely and _holds(_SUSPECTED_OF.sub("", text), likely, "possible", _NO_HEDGE):
        return "possible"
    if _QUESTION.fullmatch(text):
        return "possible"
    if _holds(text, likely, "predicted", _AS_YOU_WILL):
        return "predicted"
    if _may_have(words, ("would", "d")) and _WOULD.search(text):
        return "predicted"
    return "asserted"


def plainly_open(text: str) -> Stance | None:
    """The stance that the main clause of `text` leaves no doubt about: `unknown`, `conditional`
    or `possible`. None, where no such word is in it or it can be read otherwise.
    """
    stance = stance_of(text)
    if stance == "unknown":
        return None if _NO_GAP.search(text) else stance
    if _TELLS.search(text):
        return None  # what others say: "38 percent said that he should go if"
    if stance == "conditional":
        return stance if _IF.search(text) and _MODAL.search(text) else None
    main = _SUBORDINATE.split(text, maxsplit=1)[0]
    opened = _OPEN.search(main)
    early = opened is not None and main.count(" ", 0, opened.start()) < _OF_MAIN
    return "possible" if early and not _ABLE.search(main) else None


_TELLS = re.compile(r"(?<!\w)(?:said|says|told|asked|wrote)(?!\w)")
_OF_MAIN = 10
"""Words within which the verb of a main clause mostly comes."""
# "She has no idea what a ferry is" speaks ill of somebody, "unverified" of something; who "has not
# said much" has said some.
_NO_GAP = re.compile(
    r"(?<!\w)(?:said\s+(?:much|enough)|(?:has|have|had)\s+no\s+idea|unverified|unconfirmed)(?!\w)"
)
_IF = re.compile(r"(?<!\w)(?:if|unless)(?!\w)", re.IGNORECASE)
_MODAL = re.compile(
    r"(?<!\w)(?:wo|will|would|shall|should|can|could|may|might)(?:n['’]t)?(?!\w)|['’](?:ll|d)(?!\w)"
)
_SUBORDINATE = re.compile(
    r"(?<!\w)(?<!^)(?:that|who|whom|whose|which|where|when|why|how|what|whether|because|though"
    r"|although|while|if|unless|as|since|before|after|until|than|so)(?!\w)|[;:“\"(—–]"
)
# Verbs of what may come to be. With others, "may" allows ("may enter") and "could" tells what one
# was able to do ("could see").
_OUTCOMES = (
    r"(?:be|have|become|take|cost|lead|face|start|begin|end|mean|need|make|come|go|rise|fall|reach"
    r"|happen|lose|win|return|resume|result|exceed|remain|get|leave|close|affect|hit|hurt|cause|put"
    r"|die|stay|last|prove|exclude|include|represent|open|purchase|read|try)(?!\w)"
)
_OPEN = re.compile(
    rf"(?<!\w)(?:(?:may|could)(?=\s+(?:(?:also|well|still|soon|yet|even)\s+)?{_OUTCOMES})"
    r"|might(?=\s+(?:(?:also|well|still|soon|yet|even|not)\s+)?(?!(?:is|was|of|and|or|in|to)\s)"
    r"[a-z]+(?<!s)\s)|may(?=\s+(?:well|have)\s)"
    r"|(?:will|would)\s+(?:likely|probably|possibly)|(?i:likely)(?=\s+to\s)"
    r"|(?<!an )(?<!An )(?i:apparently)"
    r"|(?i:reportedly|allegedly|supposedly|presumably|maybe|possibly|probably"
    r"|perhaps(?!\s+(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d))"
    r"|it(?:\s+(?:is|was|would\s+be)|['’]s)\s+(?:very\s+|highly\s+|quite\s+)?"
    r"(?:likely|unlikely|possible)"
    r"|(?:is|are|was|were|be|been)\s+(?:\w+ly\s+)?(?:likely|unlikely|believed|thought|suspected"
    r"|alleged|rumou?red|feared|understood)\s+to|(?:seem|appear)(?:s|ed)?\s+to\s+(?:be|have)))"
    r"(?!\w)"
)
# What somebody was able or allowed to do, ought to, or hopes: "none of them could land", "could do
# more", "hopes they might".
_ABLE = re.compile(
    r"(?<!\w)could\s+(?:\w+\s+)?(?:no|not|have|only|barely|hardly)(?!\w)"
    r"|(?<!\w)(?:hop|fear|worr|wish|believ|think|thought|doubt)\w*[^.;]{0,200}\b(?:may|might|could)(?!\w)"
    r"|(?<!\w)(?:none|no|nobody|nothing|neither|few)(?!\w)[^.;]{0,200}\b(?:could|may|might)(?!\w)"
    r"|(?<!\w)could\b[^.;]{0,200}\bmore(?!\w)",
    re.IGNORECASE,
)


_SAYINGS = (
    r"(?:claims?|reports?|allegations?|accusations?|assertions?|suggestions?|charges|rumou?rs?|notion"
    r"|idea|stor(?:y|ies))"
)
_CALLED_FALSE = re.compile(
    rf"(?<!\w)(?:{_SAYINGS}(?!\w)[^.;?!]{{0,200}}?"
    rf"(?<!\w)(?:is|are|was|were|as) (?:\w+ly |all |just )?{FALSE}(?!\w)"
    rf"|(?:call|brand|label|denounc)\w* (?:(?:any|the|all|those|these) )?{_SAYINGS}(?!\w)"
    rf"[^.;?!]{{0,200}}?(?<!\w)(?<!not ){FALSE}(?!\w)(?!\s+\w)"
    rf"|it(?:['’]s| is| was) (?:\w+ly |just )?{FALSE} (?:that|to say)(?!\w)"
    r"|(?:disput|contest|reject|dismiss)(?:s|es|ed|ing)? (?:as [\w-]+ )?"
    rf"(?:that|(?:any|the|all|those|these)? ?{_SAYINGS} (?:that|of))(?!\w))",
    re.IGNORECASE,
)


def is_not_ruled_out(text: str) -> bool:
    """Whether it says that something has not been ruled out, which is neither denied nor so."""
    # To say first that a word is missing is faster: few texts have it.
    return "out" in text.lower() and _NOT_RULED_OUT.search(text) is not None


def is_called_false(text: str, words: Set[str] | None = None) -> bool:
    """Whether it says of somebody's words that they are not true."""
    return _may_have(words, _OF_THE_FALSE) and _CALLED_FALSE.search(text) is not None


_OF_THE_FALSE = word_set(
    """
    false untrue true incorrect inaccurate baseless groundless unfounded fabricated invented
    nonsense lie lies hoax fabrication invention case without disputes disputed disputing contests
    contested contesting rejects rejected rejecting dismisses dismissed dismissing
    """
)
# Will Marsh foretells nothing, either; but in a headline all words may have capitals.
_AS_YOU_WILL = re.compile(
    r"(?<!\w)(?:(?i:(?:what|as|if) you will)(?=\W*(?:$|[.,;!?]))|[a-z]+\s+Will(?=\s+[A-Z][a-z]))"
    r"|(?:^|[^\w\s]\s*)Will(?=\s+[A-Z][a-z])"
)
_QUESTION = re.compile(r"[^.!?\"“”]*\?\W*")  # who asks asserts nothing
_ASIDE = re.compile(
    r",\s+(?:who|whose|which|where|when)\b[^,;.]*,"
    # A condition, and one or two words such as "perhaps" or "he thinks", go for the rest as well.
    r"|[—–](?!\s?(?:if|unless|provided|assuming)\b|\s?[\w'’]+(?:\s[\w'’]+)?\s?[—–])"
    r"[^—–;.?!]{3,160}[—–](?=\s?[^\W\d_])"
)


def without_asides(text: str) -> str:
    """`text` without relative clauses between commas and what stands between dashes: a hedge in
    them is not that of the rest.
    """
    return _ASIDE.sub(" ", text)


UNCONFIRMED_STANCE = tuple(
    cue
    for cue in UNCONFIRMED
    if cue.endswith(("confirmed", "verified", "confirm", "verify", "to say"))
    or cue == "unconfirmed"
)
"""Those of `UNCONFIRMED` by which the speaker leaves the statement open."""


def is_conditional(text: str) -> bool:
    """Whether `text` holds a condition: "if", "unless", "should it provide weapons"."""
    words = _words(text)
    return _is_conditional(text, words, _likely(words))


def _is_conditional(text: str, words: Set[str] | None, likely: _Likely) -> bool:
    if _may_have(words, ("should", "had", "were")) and _INVERTED_CONDITION.search(text):
        return True
    if "conditional" not in likely:
        return False
    habit = words is not None and "unless" in words and _HABIT.match(text) is not None
    return _holds(_UNLESS.sub("", text) if habit else text, likely, "conditional", _WHETHER)


_LISTS: dict[str, Cues] = {
    "unknown": UNKNOWNS,
    "unconfirmed": UNCONFIRMED_STANCE,
    "denied": DENIALS,
    "conditional": CONDITIONALS,
    "requested": REQUESTS,
    "possible": _POSSIBLE,
    "predicted": PREDICTIONS,
    "negation": NEGATIONS,
    "unsettled": UNSETTLED,
    "not confirmed": UNCONFIRMED,
    "pending": PENDING,
    "disputed": DISPUTED,
}


def _words(text: str) -> Set[str] | None:
    """The words of `text` in small letters, and an apostrophe if it has one; None where an
    expression that is blind to case may find others.
    """
    if not text.isascii() and _BLIND_TO_CASE.search(text):
        return None
    words = set(_LETTERS.findall(text.lower()))
    return words | {"'"} if "'" in text or "’" in text else words


def _may_have(words: Set[str] | None, any_of: Collection[str]) -> bool:
    """Whether a text with these `_words` may have one of those."""
    return words is None or not words.isdisjoint(any_of)


@cache
def _needs() -> dict[str, list[tuple[frozenset[str], str, Cues]]]:
    """By its longest word, which few texts have, the other `_words` that a text must have for a
    cue to be in it, with the name of its list and the cue.
    """
    found: dict[str, list[tuple[frozenset[str], str, Cues]]] = {}
    for name, cues in _LISTS.items():
        for cue in cues:
            words = _LETTERS.findall(cue.lower())
            if cue.startswith(("n't", "'")):  # the end of a word
                words[0] = "'"
            longest = max(words, key=len)
            found.setdefault(longest, []).append((frozenset(words) - {longest}, name, (cue,)))
    return found


# To look for a hundred cues at every place is slow, and few texts have all the words of any.
_Likely: TypeAlias = Mapping[str, Sequence[Cues]]


def _likely(words: Set[str] | None) -> _Likely:
    """By list, those of its cues that a text with these `_words` may have; no list without any."""
    if words is None:
        return {name: [cues] for name, cues in _LISTS.items()}
    found: dict[str, list[Cues]] = {}
    needs = _needs()
    for longest in needs.keys() & words:
        for others, name, cue in needs[longest]:
            if others <= words:
                found.setdefault(name, []).append(cue)
    return found


def _holds(text: str, likely: _Likely, name: str, but: re.Pattern[str] | None = None) -> bool:
    """Whether one of the likely cues of the list is in `text`, what `but` finds left out."""
    if name not in likely:
        return False
    rest = but.sub("", text) if but else text
    return any(pattern(cues).search(rest) for cues in likely[name])


_LETTERS = re.compile(r"\w+")
_BLIND_TO_CASE = re.compile("[İıſ]")  # "i" and "s" to such an expression, but not in small letters


def is_negated(text: str) -> bool:
    """Whether `text` holds a negation, contractions with either apostrophe included."""
    return _holds(text, _likely(_words(text)), "negation")


def question_type(text: str) -> QuestionType | None:
    """What `text` leaves open, or None where it leaves nothing open."""
    likely = _likely(_words(text))
    for name, kind in _OPEN_CUES:
        if _holds(text, likely, name, _NOT_OPEN):
            return kind
    return None


_OPEN_CUES: tuple[tuple[str, QuestionType], ...] = (
    ("unknown", "unknown"),
    ("unsettled", "unknown"),
    ("not confirmed", "unconfirmed"),
    ("pending", "pending"),
    ("disputed", "disputed"),
)


def is_english(text: str) -> bool:
    """Whether a sixth of the first three hundred words are English function words.

    Those of the list make up a quarter to two fifths of English news prose, and less than a tenth
    of other languages in Latin script. A text without words is not English.
    """
    words = _WORD.findall(text[:_FIRST].lower())[:300]
    common = sum(map(FUNCTION_WORDS.__contains__, words))
    if len(text) > _FIRST and common <= 50:  # more are enough, whatever the rest of the words
        words = [match[0].lower() for match in islice(_WORD.finditer(text), 300)]
        common = sum(map(FUNCTION_WORDS.__contains__, words))
    return common > 0 and common >= len(words) / 6


_WORD = re.compile(r"[^\W\d_]+")
_FIRST = 1_500  # characters, in which most English prose has more than fifty such words
