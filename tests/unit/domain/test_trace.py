"""The log says where, never what."""

from __future__ import annotations

from backend.domain.trace import trace


def test_an_error_is_named_with_its_places_and_causes_and_without_its_words() -> None:
    try:
        try:
            raise KeyError("sk-secret prompt")
        except KeyError as cause:
            raise ValueError("more secret") from cause
    except ValueError as error:
        said = trace(error)
    assert said.startswith("ValueError at test_trace.py:")
    assert "; from KeyError at test_trace.py:" in said
    assert "secret" not in said
