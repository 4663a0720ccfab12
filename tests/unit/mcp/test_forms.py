"""A form of a server, asked field by field."""

from __future__ import annotations

from typing import Any

import pytest

from backend.mcp.forms import SKIP, next_field

FORM = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "title": "Your name", "description": "as on the door", "minLength": 2},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "colour": {"type": "string", "enum": ["r", "g"], "enumNames": ["Red", "Green"]},
        "size": {"type": "string", "oneOf": [{"const": "s", "title": "Small"}, {"const": "l", "title": "Large"}]},
        "sure": {"type": "boolean"},
        "days": {"type": "array", "items": {"type": "string", "enum": ["mo", "tu"]}},
    },
    "required": ["name", "sure"],
}


def test_each_field_is_a_question_and_its_answer_a_value() -> None:
    values: dict[str, Any] = {}
    asked = []
    for answer in ("Ada", "36", "Green", "Small", "yes", "mo, tu"):
        field = next_field(FORM, values)
        assert field is not None
        asked.append((field.text, field.choices))
        values[field.name] = field.value(answer)
    assert next_field(FORM, values) is None
    assert values == {"name": "Ada", "age": 36, "colour": "g", "size": "s", "sure": True, "days": ["mo", "tu"]}
    assert asked[0] == ("Your name – as on the door", ())
    assert asked[1] == ("age", (SKIP,))
    assert asked[2] == ("colour", ("Red", "Green", SKIP))
    assert asked[4] == ("sure", ("yes", "no"))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("name", "A"),
        ("age", "many"),
        ("age", "151"),
        ("age", "1.5"),
        ("colour", "blue"),
        ("sure", "perhaps"),
        ("days", "mo, su"),
    ],
)
def test_an_answer_that_does_not_fit_is_said(name: str, answer: str) -> None:
    before = dict.fromkeys(list(FORM["properties"])[: list(FORM["properties"]).index(name)])
    field = next_field(FORM, before)
    assert field is not None
    assert field.name == name
    with pytest.raises(ValueError, match=r"\w"):
        field.value(answer)


@pytest.mark.parametrize("schema", [None, [], {}, {"properties": 7}, {"properties": {"a": "x"}}])
def test_a_form_that_is_none_has_no_fields(schema: Any) -> None:
    assert next_field(schema, {}) is None
