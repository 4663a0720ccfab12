"""A form that a server asks for, field by field: a question in words each, and what its answer means. Pure.

The protocol allows flat forms only: texts, numbers, yes or no, choices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.domain import limits

Json = dict[str, Any]  # the JSON schema of a form, or of one field
SKIP = "(leave it out)"
YES, NO = "yes", "no"
CHOSEN_WITH = ", "


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `choices` are what may be answered, where that is known."""

    name: str
    text: str
    choices: tuple[str, ...]
    required: bool
    schema: Json

    def value(self, answer: str) -> Any:
        """What the answer means for the server. Raises ValueError with a sentence for one that does not fit."""
        answer = answer.strip()
        match self.schema.get("type"):
            case "boolean":
                if answer.lower() not in (YES, NO, "true", "false"):
                    raise ValueError(f"Answer “{YES}” or “{NO}”.")
                return answer.lower() in (YES, "true")
            case "integer" | "number" as kind:
                return self._number(answer, kind)
            case "array":
                return [self._chosen(part.strip()) for part in answer.split(",") if part.strip()]
        return self._text(self._chosen(answer) if self.choices else answer)

    def _number(self, answer: str, kind: str) -> int | float:
        try:
            number: int | float = int(answer) if kind == "integer" else float(answer)
        except ValueError:
            raise ValueError("Answer with a whole number." if kind == "integer" else "Answer with a number.") from None
        low, high = _bound(self.schema, "minimum", -math.inf), _bound(self.schema, "maximum", math.inf)
        if not (math.isfinite(number) and low <= number <= high):
            raise ValueError(f"Answer with a number from {low:g} to {high:g}.")
        return number

    def _text(self, answer: str) -> str:
        low, high = _bound(self.schema, "minLength", 0), _bound(self.schema, "maxLength", math.inf)
        if not low <= len(answer) <= high:
            raise ValueError(f"Answer with {low:g} to {high:g} characters.")
        return answer

    def _chosen(self, answer: str) -> str:
        values = _values(self.schema if self.schema.get("type") != "array" else self.schema.get("items") or {})
        for value, title in values:
            if answer in (value, title):
                return value
        raise ValueError("Choose one of what is offered.")


def next_field(schema: Any, answered: Mapping[str, Any]) -> Field | None:
    """The first field without an answer; None when the form is filled in."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    required = schema.get("required") if isinstance(schema, dict) else None
    for name, item in (properties if isinstance(properties, dict) else {}).items():
        if name in answered or not isinstance(item, dict):
            continue
        text = " – ".join(str(part) for part in (item.get("title") or name, item.get("description")) if part)
        is_required = isinstance(required, list) and name in required
        return Field(name, text, (*_offered(item), *(() if is_required else (SKIP,))), is_required, item)
    return None


def _offered(item: Json) -> tuple[str, ...]:
    if item.get("type") == "boolean":
        return YES, NO
    if item.get("type") == "array":
        return ()
    return tuple(title for _, title in _values(item))[: limits.CHOICES - 1]


def _values(item: Json) -> Sequence[tuple[str, str]]:
    """Value and title of each choice, in any of the protocol's ways to say them."""
    titled = item.get("oneOf") or item.get("anyOf")
    if isinstance(titled, list):
        return [
            (str(one["const"]), str(one.get("title") or one["const"]))
            for one in titled
            if isinstance(one, dict) and "const" in one
        ]
    values = item.get("enum")
    if not isinstance(values, list):
        return []
    names = item.get("enumNames")
    titles = names if isinstance(names, list) and len(names) == len(values) else values
    return [(str(value), str(title)) for value, title in zip(values, titles, strict=True)]


def _bound(schema: Json, name: str, otherwise: float) -> float:
    value = schema.get(name)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else otherwise
