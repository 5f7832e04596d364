"""What tokens cost: the price list of genai-prices, read offline.

Source: genai-prices (https://github.com/pydantic/genai-prices), the copy of its list that is
installed; nothing is fetched. An unknown price is None, never 0.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefer.errors import Spent


def cost_usd(model: str, tokens: Spent, *, base_url: str | None = None) -> float | None:
    """What `tokens` of `model` cost in US dollars, or None where the price is not known.

    The address decides who bills: the same name at a server of one's own has no known price.

    Args:
        model: the name that was asked for; a dated one (`gpt-5-mini-2025-08-07`) is found too.
        tokens: what was used, or is expected to be.
        base_url: the server's address; None is OpenAI's own.
    """
    from genai_prices import Usage, calc_price

    address = base_url or _OPENAI
    if not _has_price(model, address):
        return None
    usage = Usage(
        input_tokens=tokens.input_tokens,
        # A server that reports more cached tokens than tokens is not to make the price negative.
        cache_read_tokens=min(tokens.cached_input_tokens, tokens.input_tokens),
        output_tokens=tokens.output_tokens,
    )
    return float(calc_price(usage, model, provider_api_url=address).total_price)


_OPENAI = "https://api.openai.com/v1"


@lru_cache(maxsize=64)
def _has_price(model: str, address: str) -> bool:
    """Whether the list has the model: for one that it lacks, it is searched each time."""
    from genai_prices import Usage, calc_price

    try:
        calc_price(Usage(input_tokens=1, output_tokens=1), model, provider_api_url=address)
    except LookupError:
        return False
    return True
