"""Token counts, with the vocabulary and without it."""

from __future__ import annotations

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefer import tokens
from briefer.errors import UsageError
from briefer.tokens import TokenCounter, counter, seam, surely_fits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENGLISH = (
    "The harbour of Lowmere will stay closed on Friday, the mayor, Lea Pond, said. “We just don’t "
    "know when it can be opened again,” she told reporters. Repairs have cost $4.2 million since "
    "the flood in March, three times what the council had expected. Senator Ira Voss denied that."
)

SENTENCES = {
    "German": "Über die Staatsangehörigkeitsrechtsänderung müsse noch verhandelt werden.",
    "French": "« Nous ne savons pas encore », a reconnu le maire ; l’enquête se poursuit.",
    "Polish": "Nie wiadomo jeszcze, czy rozmówcy osiągną porozumienie w przyszłym tygodniu.",
    "Finnish": "Vielä ei tiedetä, päästäänkö kauppasopimuksessa yhteisymmärrykseen.",
    "Vietnamese": "Hiện vẫn chưa rõ hai bên có đạt được thỏa thuận hay không.",
    "Russian": "Пока неизвестно, удастся ли сторонам договориться.",
    "Greek": "Δεν είναι ακόμη γνωστό αν θα υπάρξει συμφωνία.",
    "Arabic": "ولم يُعرف بعد ما إذا كان الطرفان سيتوصلان إلى اتفاق؟",
    "Hebrew": "עדיין לא ידוע אם הצדדים יגיעו להסכמה.",
    "Hindi": "अभी यह स्पष्ट नहीं है कि दोनों पक्ष समझौते पर पहुँचेंगे या नहीं।",
    "Thai": "ยังไม่ชัดเจนว่าทั้งสองฝ่ายจะบรรลุข้อตกลงหรือไม่",
    "Amharic": "መንግሥት ሐሙስ ዕለት የውጭ ጉዳይ ሚኒስትሩ በሚቀጥለው ሳምንት እንደሚጓዙ አረጋግጧል።",
    "Chinese": "目前尚不清楚双方能否达成协议。“我们还不知道，”发言人说。",
    "Japanese": "「まだ分からない」と報道官は述べた。",
    "Korean": "양측이 합의에 이를지는 아직 알려지지 않았다.",
    "emoji": "🎉🔥👩‍👩‍👧‍👦 🇺🇳🇰🇷 👍🏽 ❤️ 🤷🏿‍♀️ ✅",
    "signs": "½ ² № § ± °C µg € £ ¥ ₹ → ≠ 𝐓𝐡𝐞 ①②③",
    "code": "def f(x: int) -> None:\n    return [a_b for a_b in x if not a_b] or {'k': 0x1F}\n",
    "control": "<|endoftext|> {{ 7*7 }} \x00\x1b[0m",
}

_TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            (
                *(" ", "  ", "\n", "\n\n", "\r\n", "\t", "/", ".", ", ", "...", "”", "'s", "\x1c"),
                *(
                    "word",
                    "The",
                    "U.S",
                    "2026",
                    "中文",
                    "。",
                    "é",
                    "e\u0301",
                    "🎉",
                    "\u200d",
                    "\u3000",
                ),
            )
        ),
        max_size=40,
    ).map("".join),
)


@pytest.fixture(scope="module")
def estimate() -> TokenCounter:
    return without_vocabulary()


def without_vocabulary() -> TokenCounter:
    made = TokenCounter("o200k_base")
    made._loaded = (tokens._estimate, False)
    return made


@pytest.fixture(scope="module")
def exact() -> TokenCounter:
    if not counter().exact:
        pytest.skip("needs the vocabulary of o200k_base")
    return counter()


def test_nothing_is_loaded_until_a_count_is_needed() -> None:
    """A counter costs nothing, and neither does a text with fewer bytes than the budget."""
    fresh = TokenCounter("o200k_base")
    assert fresh.fits("中" * 10, 30)
    assert fresh._loaded is None


def test_an_unknown_encoding_is_refused_with_the_known_ones() -> None:
    """A wrong name is a usage error that lists the right ones, not an estimate."""
    with pytest.raises(UsageError, match=r"'o201k'.*o200k_base"):
        counter("o201k")


def test_a_counter_is_shared_and_can_be_pickled() -> None:
    """There is one counter for each encoding, also after a journey to another process."""
    assert counter() is counter("o200k_base")
    assert pickle.loads(pickle.dumps(counter())) is counter()


class Stuck:
    """A download that never ends, until the test does."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.calls = self.ended = 0

    def __call__(self, *_: Any) -> bytes:
        self.calls += 1
        self.over.wait(20)
        self.ended += 1
        raise OSError


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stuck]:
    download = Stuck()
    monkeypatch.setattr("tiktoken.load.read_file", download)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(tokens, "_LOADING_SECONDS", 0.05)
    yield download
    download.over.set()


def test_a_server_that_never_answers_costs_one_short_wait(stuck: Stuck) -> None:
    """The estimate stands in and says so; no lock of tiktoken is held; nobody waits again."""
    counts = TokenCounter("cl100k_base")
    assert not counts.exact
    assert counts.name == "estimate for cl100k_base"
    assert counts.count(ENGLISH) > 50
    assert TokenCounter("p50k_base").name == "estimate for p50k_base"
    assert counter("gpt2").fits("", 0)
    assert (stuck.calls, stuck.ended) == (2, 0), "nobody waited for its end"


def test_threads_load_once(stuck: Stuck) -> None:
    """Threads that need a count at the same time share one load, and agree."""
    counts = TokenCounter("cl100k_base")
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(counts.count, [ENGLISH] * 16))
    assert len(found) == 1
    assert stuck.calls == 1


def test_a_damaged_vocabulary_gives_the_estimate(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file that is not the vocabulary, and no network to fetch it again, is not fatal."""
    (tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790").write_bytes(b"<html>proxy</html>")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("tiktoken.registry.ENCODINGS", {})
    counts = TokenCounter("o200k_base")
    assert not counts.exact
    assert counts.count("") == 0


def test_control_tokens_in_an_article_are_plain_text(exact: TokenCounter) -> None:
    """What looks like an end of text is counted as the characters that it is made of."""
    assert exact.count("<|endoftext|>") > 1


def test_half_of_a_surrogate_pair_is_counted(exact: TokenCounter, estimate: TokenCounter) -> None:
    """No text makes a count fail, not even one that UTF-8 cannot hold."""
    for half in ("\ud83c", "\udf89", "a\ud83cb"):
        assert 0 < exact.count(half) <= len(half.encode("utf-8", "surrogatepass"))
        assert 0 < estimate.count(half) <= len(half.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("unit", [" ", "a", "\n", "-", "中"])
def test_a_million_equal_characters_are_counted(exact: TokenCounter, unit: str) -> None:
    """tiktoken overflows its stack on a million spaces; they are counted in parts."""
    assert 1_000_000 >= exact.count(unit * 1_000_000) >= 1_000_000 // 128


def test_a_long_text_has_the_tokens_of_one_pass(exact: TokenCounter) -> None:
    """Counting a long text in parts changes nothing."""
    import tiktoken

    text = "".join(f"{ENGLISH}{' ' * (n % 3)}{chr(10) * (n % 4)}" for n in range(400))
    assert len(text) > 2 * tokens._SLICE
    whole = len(tiktoken.get_encoding("o200k_base").encode_ordinary(text))
    assert exact.count(text) == whole


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(text=_TEXTS, data=st.data())
def test_counts_add_up_at_seams(text: str, data: st.DataObject) -> None:
    """A text cut at a seam has as many tokens as its two parts, wherever the search begins."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = seam(text, start, end)
    if place is None:
        return
    assert start < place < end
    for counts in (without_vocabulary(), counter()):
        for begin in {0, start}:
            parts = counts.count(text[begin:place]) + counts.count(text[place:])
            assert parts == counts.count(text[begin:])


@pytest.mark.parametrize("name", ["cl100k_base", "o200k_base", "o200k_harmony"])
def test_encodings_split_texts_at_seams(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pattern by which an encoding splits a text splits it at every seam, whole or cut."""
    regex = pytest.importorskip("regex")
    public = pytest.importorskip("tiktoken_ext.openai_public")
    monkeypatch.setattr(public, "load_tiktoken_bpe", lambda *_, **__: {})
    pattern = regex.compile(public.ENCODING_CONSTRUCTORS[name]()["pat_str"])
    text = "\n".join((ENGLISH, *SENTENCES.values(), "a  b \n\n  c/d\n/e ...\n\n“x”\t y", ENGLISH))
    seams = {place for end in range(len(text)) if (place := seam(text, 0, end)) is not None}
    assert len(seams) > 50
    whole = {match.start() for match in pattern.finditer(text)}
    assert seams <= whole
    for place in sorted(seams)[::10]:
        ends = [match.end() for match in pattern.finditer(text[:place])]
        assert set(ends) - {place} <= whole


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_no_count_is_above_the_number_of_bytes(text: str) -> None:
    """A text that fits by its bytes fits by its tokens, estimated or exact."""
    size = len(text.encode("utf-8", "surrogatepass"))
    assert surely_fits(text, size)
    assert without_vocabulary().count(text) <= size
    assert counter().count(text) <= size
    assert not text or not surely_fits(text, size - 1)


@pytest.mark.parametrize("kind", SENTENCES)
def test_the_estimate_is_not_below_the_count(
    kind: str, exact: TokenCounter, estimate: TokenCounter
) -> None:
    """In any script the estimate errs on the side that keeps a budget."""
    assert estimate.count(SENTENCES[kind]) >= exact.count(SENTENCES[kind])


def test_the_estimate_of_english_is_not_absurd(exact: TokenCounter, estimate: TokenCounter) -> None:
    """English news is overestimated by less than four fifths."""
    assert exact.count(ENGLISH) <= estimate.count(ENGLISH) <= 1.8 * exact.count(ENGLISH)


def test_slices_of_a_long_text_leave_nothing_out() -> None:
    """The parts in which a long text is counted follow each other to its end."""
    text = "ab " * tokens._SLICE
    places = list(tokens._slices(text))
    assert (places[0], places[-1]) == (0, len(text))
    assert all(0 < end - start <= tokens._SLICE for start, end in pairwise(places))
