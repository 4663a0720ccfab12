"""What a command in the background writes is kept by its place, however much it is and wherever it is cut."""

from __future__ import annotations

from backend.agent.background import Output
from backend.domain import limits


def test_output_is_read_on_from_a_place_and_never_twice() -> None:
    output = Output()
    output.take("é".encode()[:1])
    assert output.since(0) == ("", 0), "half a character waits"
    output.take("é".encode()[1:] + b" one\n")
    first, place = output.since(0)
    output.take(b"\x1b[31mtwo\x1b[0m\n")
    second, end = output.since(place)
    assert (first, second, output.since(end)) == ("é one\n", "two\n", ("", end))


def test_of_a_flood_the_end_is_kept_and_what_is_missing_is_said() -> None:
    output = Output()
    for _ in range(3):
        output.take(b"x" * limits.JOB_OUTPUT_BYTES)
    output.take(b"end")
    text, place = output.since(0)
    assert place == 3 * limits.JOB_OUTPUT_BYTES + 3
    assert text.startswith(f"… {2 * limits.JOB_OUTPUT_BYTES + 3:,} characters are left out …\n")
    assert text.endswith("xend")
    assert len(output.since(0, 100)[0]) < 200
    assert output.since(place - 3) == ("end", place)
