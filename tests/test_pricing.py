"""What tokens cost."""

from __future__ import annotations

import subprocess
import sys

import pytest
from genai_prices import Usage as PricedUsage
from genai_prices import calc_price

from briefer.client import Reply
from briefer.models import Usage
from briefer.pricing import cost_usd

MILLION = Usage(input_tokens=1_000_000)


def rate(model: str, **usage: int) -> float:
    """What the price list itself says that tokens cost at OpenAI."""
    return float(calc_price(PricedUsage(**usage), model, provider_id="openai").total_price)


def test_input_and_output_have_their_own_rates() -> None:
    assert cost_usd("gpt-4o", Usage(input_tokens=1000)) == rate("gpt-4o", input_tokens=1000)
    assert cost_usd("gpt-4o", Usage(output_tokens=1000)) == rate("gpt-4o", output_tokens=1000)


def test_cached_tokens_are_a_part_of_the_input_with_a_lower_rate() -> None:
    half = cost_usd("gpt-4o", Usage(input_tokens=1_000_000, cached_input_tokens=500_000))
    full = cost_usd("gpt-4o", MILLION)
    cached = cost_usd("gpt-4o", Usage(input_tokens=1_000_000, cached_input_tokens=1_000_000))
    assert half is not None
    assert full is not None
    assert cached is not None
    assert 0 < cached < half < full
    assert half == pytest.approx((full + cached) / 2)


def test_a_reply_is_priced_as_its_usage() -> None:
    reply = Reply(text="{}", input_tokens=900, cached_input_tokens=400, output_tokens=70)
    usage = Usage(input_tokens=900, cached_input_tokens=400, output_tokens=70)
    assert cost_usd("gpt-5-mini", reply) == cost_usd("gpt-5-mini", usage)


def test_no_tokens_cost_nothing() -> None:
    assert cost_usd("gpt-5-mini", Usage()) == 0.0


def test_a_dated_name_has_the_price_of_its_model() -> None:
    assert cost_usd("gpt-5-mini-2025-08-07", MILLION) == cost_usd("gpt-5-mini", MILLION)
    assert cost_usd("gpt-5-mini", MILLION) != cost_usd("gpt-5", MILLION)


@pytest.mark.parametrize(
    "model", ["", "extractive", "gpt-5-mini-of-ours", "no such model", "\ud800", "a\nb", "x" * 9999]
)
def test_the_price_of_an_unknown_model_is_unknown(model: str) -> None:
    assert cost_usd(model, MILLION) is None


@pytest.mark.parametrize(
    "base_url",
    [
        "http://localhost:11434/v1",
        "http://127.0.0.1:8080",
        "https://llm.example/v1",
        "https://llm.example/https://api.openai.com",
        "not an address",
        "http://[",
    ],
)
def test_a_known_name_at_a_server_of_ones_own_has_no_known_price(base_url: str) -> None:
    assert cost_usd("gpt-4o", MILLION, base_url=base_url) is None


def test_a_providers_address_decides_the_price() -> None:
    openai = cost_usd("gpt-4o", MILLION, base_url="https://api.openai.com/v1/")
    assert openai == cost_usd("gpt-4o", MILLION)
    assert cost_usd("openai/gpt-4o", MILLION, base_url="https://openrouter.ai/api/v1")
    assert cost_usd("mistral-large-latest", MILLION, base_url="https://api.mistral.ai/v1")
    assert cost_usd("mistral-large-latest", MILLION) is None


def test_more_cached_tokens_than_tokens_never_make_a_negative_price() -> None:
    cost = cost_usd("gpt-4o", Usage(input_tokens=10, cached_input_tokens=1_000_000))
    assert cost == rate("gpt-4o", input_tokens=10, cache_read_tokens=10)


def test_the_price_list_is_loaded_when_the_first_price_is_asked_for() -> None:
    code = "import sys, briefer.pricing; assert 'genai_prices' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
