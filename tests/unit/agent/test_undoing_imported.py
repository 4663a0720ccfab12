"""A chat from an archive, which anybody may have written, moves, removes and puts back nothing on this machine."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from backend.agent import holding
from backend.agent.changing import changed_facts
from backend.agent.undoing import Undoing
from backend.data.taking import take_chat
from backend.data.unpack import Archive
from backend.domain import facts
from backend.domain.errors import BadInput
from backend.domain.facts import Event, Fact
from backend.files.store import Attachments
from backend.log import queries
from backend.log.ledger import Ledger
from backend.sandbox.obeyed import Obeyed
from backend.sandbox.workspace import Workspace
from backend.undo.change import Change, State
from backend.undo.keeper import Keeper
from tests.unit.agent.test_undoing import append, paths
from tests.unit.log.worlds import in_ledger

CHAT = "evil"
MOVE = Change("x1", ".config/autostart", "move", State("folder", None, 0o755), State("folder", None, 0o755), to="evil")


async def bring(ledger: Ledger, folder: Path, *told: Event, run: str = "r") -> None:
    """Imports a chat with one answer that a crash cut off; `told` are facts of a run, by default of that one."""
    events: list[tuple[str | None, Event]] = [(None, facts.custom(facts.CREATED, {"title": "t"}))]
    events += [(None, event) for event in facts.user_message("u", "hi", {})]
    events.append(("r", facts.run_started(CHAT, "r", message_id="u", model="p:m")))
    events += [(run, event) for event in told]
    events.append(("r", facts.run_error("", "interrupted")))
    lines = [json.dumps({"n": n, **({"r": r} if r else {}), "e": event}) for n, (r, event) in enumerate(events, 1)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("runnel.json", "{}")
        archive.writestr(f"conversations/{CHAT}.jsonl", "\n".join(lines))
    assert await take_chat(ledger, Archive(buffer), CHAT, Attachments(folder / "attachments"))


def intent(folder: Path, **more: Any) -> Event:
    return facts.custom(facts.FILES_CHANGING, {"toolCallId": "t", "folder": str(folder), **more})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "evil").mkdir(parents=True)
    (home / "evil" / "x.desktop").write_text("Exec=evil")
    (home / ".config").mkdir()
    return home


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("run", ["r", "never-begun"])
def test_E3_an_imported_intent_is_none_of_ours_and_undo_moves_nothing(tmp_path: Path, home: Path, run: str) -> None:
    async def story(ledger: Ledger) -> None:
        await bring(ledger, tmp_path, intent(home, planned=[MOVE.json()]), run=run)
        if run != "r":  # one that begins here later does not make it ours
            await append(ledger, Fact(CHAT, run, facts.run_started(CHAT, run, message_id="u", model="p:m")))
            await append(ledger, Fact(CHAT, run, facts.run_error("", "interrupted")))
        before = names(home)
        undoing = Undoing(ledger, Keeper(tmp_path / "data"))
        await undoing.take_back_left_open()
        assert paths(await undoing.listed(CHAT)) == []
        assert await undoing.go(CHAT, "undo", run="r") == {"done": [], "conflicts": []}
        assert names(home) == before

    in_ledger(tmp_path / "log", story)


def test_E3_an_imported_intent_takes_nothing_back_at_a_start_though_its_copy_is_here(tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / ".vscode").mkdir(parents=True)
    (work / ".vscode" / "settings.json").write_text("mine")
    keeper = Keeper(tmp_path / "data")
    known = keeper.known(work)
    held = keeper.images.keep(holding.look(Obeyed(Workspace(work)), keeper.images, known).packed())
    (work / ".vscode" / "settings.json").write_text("mine, changed")

    async def story(ledger: Ledger) -> None:
        await bring(ledger, tmp_path, intent(work, copies=held, held=held))
        await Undoing(ledger, keeper).take_back_left_open()
        assert (work / ".vscode" / "settings.json").read_text() == "mine, changed"
        assert await ledger.ask(queries.undo_images) == set()  # nor does a file say what is kept here

    in_ledger(tmp_path / "log", story)


@pytest.mark.parametrize("how", ["a file with the words of a seal", "the id of a change that is ours"])
def test_E3_what_an_imported_chat_says_was_done_is_never_taken_for_ours(tmp_path: Path, home: Path, how: str) -> None:
    """What is in a folder gets into the store of copies by the agent's work, also what somebody put there for that."""
    keeper = Keeper(tmp_path / "data")
    forged = facts.custom(facts.FILES_CHANGED, {"toolCallId": "t", "folder": str(home), "changes": [MOVE.json()]})
    if how == "a file with the words of a seal":
        keeper.images.keep(facts.seal(forged["value"]))
        told = [forged]
    else:
        told = [*changed_facts(keeper, str(tmp_path / "work"), "t", [MOVE]), forged]

    async def story(ledger: Ledger) -> None:
        await bring(ledger, tmp_path, *told)
        before = names(home)
        undoing = Undoing(ledger, keeper)
        assert {state for _, _, state in paths(await undoing.listed(CHAT))} == {"partial"}
        assert (await undoing.go(CHAT, "undo", run="r"))["done"] == []
        assert names(home) == before

    in_ledger(tmp_path / "log", story)


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"toolCallId": "t"},
        {"toolCallId": "t", "folder": 7},
        {"toolCallId": "t", "folder": "/", "copies": ["x"]},
        {"toolCallId": "t", "folder": "/", "held": {}},
        {"toolCallId": "t", "folder": "/", "planned": 7},
        {"toolCallId": "t", "folder": "/", "planned": [{**MOVE.json(), "modes": [1]}]},
        {"toolCallId": "t", "folder": "/", "planned": [{"id": "x"}]},
    ],
)
def test_an_intent_that_is_none_makes_an_archive_bad(tmp_path: Path, value: Any) -> None:
    async def story(ledger: Ledger) -> None:
        with pytest.raises(BadInput):
            await bring(ledger, tmp_path, facts.custom(facts.FILES_CHANGING, value))

    in_ledger(tmp_path / "log", story)


def test_words_like_ours_in_an_imported_fact_of_another_kind_break_no_list(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await bring(ledger, tmp_path, {"type": "CUSTOM", "name": "theirs", "value": [facts.FILES_CHANGED]})
        assert await Undoing(ledger, Keeper(tmp_path / "data")).listed(CHAT) == {"turns": []}

    in_ledger(tmp_path / "log", story)
