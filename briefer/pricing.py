"""What tokens cost: the price list of genai-prices, read offline.

Source: genai-prices (https://github.com/pydantic/genai-prices), the copy of its list that is
installed; nothing is fetched. An unknown price is None, never 0.
"""

from __future__ import annotations

from typing import Protocol


class TokenCounts(Protocol):
    """Anything with the three counts that are billed, such as a `Reply` or a `Usage`."""

    @property
    def input_tokens(self) -> int:
        """Tokens of the prompt, cached ones included."""
        ...

    @property
    def cached_input_tokens(self) -> int:
        """Those that the provider had in its cache, which have a rate of their own."""
        ...

    @property
    def output_tokens(self) -> int:
        """Tokens of the reply."""
        ...


def cost_usd(model: str, tokens: TokenCounts, *, base_url: str | None = None) -> float | None:
    """What `tokens` of `model` cost in US dollars, or None where the price is not known.

    The address decides who bills: the same name at a server of one's own has no known price.

    Args:
        model: the name that was asked for; a dated one (`gpt-5-mini-2025-08-07`) is found too.
        tokens: what was used, or is expected to be.
        base_url: the server's address; None is OpenAI's own.
    """
    from genai_prices import Usage, calc_price

    usage = Usage(
        input_tokens=tokens.input_tokens,
        # A server that reports more cached tokens than tokens is not to make the price negative.
        cache_read_tokens=min(tokens.cached_input_tokens, tokens.input_tokens),
        output_tokens=tokens.output_tokens,
    )
    try:
        price = calc_price(usage, model, provider_api_url=base_url or "https://api.openai.com/v1")
    except LookupError:
        return None
    return float(price.total_price)
