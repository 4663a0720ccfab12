"""What the agent reads: parts of files, images as images, a PDF's text, what search finds."""

from __future__ import annotations

from pathlib import Path

from tests.api.world import Json, World
from tests.fakes import files
from tests.fakes.scripted_provider import ScriptedProvider


def result(world: World, folder: Path, call: str) -> Json:
    chat = world.conversation(workspace=str(folder))
    world.say(chat, f"[[call={call}]]")
    state = world.wait(chat, "finished")
    results: list[Json] = [message for message in state["messages"] if message["role"] == "tool"]
    return results[-1]


def test_some_lines_of_a_file_in_any_encoding(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("".join(f"line {n}\n" for n in range(1, 101)))
    (tmp_path / "w.txt").write_bytes("Größe\r\n".encode("cp1252"))
    (tmp_path / "mark.py").write_text("MARK = '%PDF-1.7'\n")
    (tmp_path / "big.txt").write_bytes("ü".encode() * 600_000)
    assert result(world, tmp_path, 'read_file {"path": "a.txt", "first_line": 99}')["content"] == "line 99\nline 100\n"
    last = result(world, tmp_path, 'read_file {"path": "a.txt", "first_line": 3, "last_line": 3}')
    assert last["content"] == "line 3\n"
    assert (
        result(world, tmp_path, 'read_file {"path": "a.txt", "first_line": 200}')["content"] == "a.txt has 100 lines."
    )
    assert result(world, tmp_path, 'read_file {"path": "w.txt"}')["content"] == "Größe\r\n"
    assert result(world, tmp_path, 'read_file {"path": "mark.py"}')["content"] == "MARK = '%PDF-1.7'\n"
    assert "Ã" not in result(world, tmp_path, 'read_file {"path": "big.txt"}')["content"]


def test_an_image_is_shown_to_the_model_and_a_pdf_is_read(
    world: World, provider: ScriptedProvider, tmp_path: Path
) -> None:
    (tmp_path / "dot.png").write_bytes(files.png())
    (tmp_path / "page.pdf").write_bytes(files.pdf(["Hello from page one"]))
    said = result(world, tmp_path, 'read_file {"path": "dot.png"}')["content"]
    assert said.startswith("dot.png is an image (image/png, ")
    shown = provider.requests[-1].json["messages"][-1]
    assert any(part.get("type") == "image_url" for part in shown["content"] if isinstance(part, dict))
    assert "Hello from page one" in result(world, tmp_path, 'read_file {"path": "page.pdf"}')["content"]
    (tmp_path / "none.bin").write_bytes(b"\0\1\2")
    assert result(world, tmp_path, 'read_file {"path": "none.bin"}')["error"] == "failed"


def test_search_takes_a_pattern_for_names(world: World, tmp_path: Path) -> None:
    for name in ("a.py", "b.txt"):
        (tmp_path / name).write_text("one\nneedle here\n")
    found = result(world, tmp_path, 'search_text {"text": "NEEDLE", "files": "*.py"}')
    assert found["content"] == "a.py:2: needle here"
