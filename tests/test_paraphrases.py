"""An honest line in other words than the article's is left alone; the same made wrong is marked."""

from __future__ import annotations

from briefer.checks import check_article
from briefer.models import Article, Claim, Draft, Sentence


def marks(text: str, sentence: str, *claims: Claim) -> set[str]:
    """The support issues of a sentence that rests on the claims, told of the text."""
    line = Sentence(text=sentence, claims=tuple(claim.id for claim in claims))
    (found,) = check_article(Article(text=text), Draft(summary=(line,), claims=claims)).summary
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
