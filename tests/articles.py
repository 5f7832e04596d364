"""A small article, and the reply of a model to it, for tests that need no more."""

from __future__ import annotations

import json
from typing import Any

from briefer.client import Request
from briefer.models import Article

TEXT = """\
The Lowmere dam is safe, engineer Tomas Vey said on Monday, but water could be released if rain \
continues.
"We have not seen any crack in the wall," Vey told reporters. The farmers' league said 40 fields \
were flooded.
"How long the rain lasts, we just don't know," he added.
"""

ARTICLE = Article(
    text=TEXT,
    title="Dam holds",
    source="Valley Post",
    url="https://valleypost.example/dam",
    origin="dam.txt",
)

REPLY: dict[str, list[dict[str, Any]]] = {
    "claims": [
        {
            "id": "c1",
            "quote": "water could be released if rain continues",
            "speaker": "Tomas Vey",
            "via": [],
            "stance": "conditional",
            "text": "Water could be released if rain continues",
        },
        {
            "id": "c2",
            "quote": "We have not seen any crack in the wall",
            "speaker": "Tomas Vey",
            "via": [],
            "stance": "asserted",
            "text": "[The engineers] have not seen any crack in the wall",
        },
        {
            "id": "c3",
            "quote": "How long the rain lasts, we just don't know",
            "speaker": "Tomas Vey",
            "via": [],
            "stance": "unknown",
            "text": "How long the rain lasts is not known",
        },
    ],
    "questions": [
        {
            "quote": "How long the rain lasts, we just don't know",
            "type": "unknown",
            "text": "How long will the rain last?",
        }
    ],
    "summary": [
        {
            "claims": ["c1", "c2"],
            "text": "Engineer Tomas Vey said water could be released if rain continues, and that"
            " no crack has been seen in the wall.",
        }
    ],
}


def answer(request: Request) -> str:
    """The part of `REPLY` that `request` asks for."""
    assert request.schema is not None
    return json.dumps({task: REPLY[task] for task in request.schema["properties"]})
