"""The harness would notice: each defect, put in on purpose, is caught; without one nothing is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend.log.fold import Fold, Outcome
from tests.faults.client_fold import record
from tests.faults.follower import Rule
from tests.faults.mutants import MUTANTS, command
from tests.faults.power_cut import power_cuts
from tests.faults.siege import Plan, Siege

PLAN = Plan(
    seed=5,
    seconds=25,
    conversations=4,
    steady=3,
    mean_life_s=0.8,
    disk_refuses=0,
    bin_ages=0,
    throws_away=0,
    stops_at_first_fault=True,
    rest_timeout_s=5,
)


def besieged(folder: Path, plan: Plan) -> list[str]:
    outcome = asyncio.run(Siege(plan, folder).run())
    for sentence in outcome.wrong[:3]:
        print(sentence[:300])
    return outcome.wrong


def without_the_power(folder: Path, mutant: str) -> list[str]:
    trials = asyncio.run(power_cuts(folder, trials=2, seed=3, command=command(mutant)))
    return [sentence for trial in trials for sentence in trial.wrong]


# What the fault shows as, so that a mutant is not caught by chance or by a broken launcher.
CAUGHT_AS = {
    "publish_before_commit": ("a reset for cursor", "a gap", "was shown already", "differs from the server"),
    "crlf_frames": ("a carriage return",),
    "ids_on_heartbeats": ("a control frame (hb) with an id",),
    "no_memory_of_commands": ("its commands were answered", "was answered 409", "was answered 500"),
    "no_recovery": ("waits for something that does not come", "that nobody runs"),
    "compaction_without_set": ("a gap",),
    "compaction_drops_text": ("differs from the server", "text is"),
    "names_are_forgotten": ("was named",),
    "drafts_are_forgotten": ("the draft of",),
    "bin_is_never_emptied": ("which is long gone",),
    "saving_fails_for_ever": ("the disk has room, and hello says",),
}
# Only the verdict sees them.
AT_THE_END = {
    "no_recovery",
    "compaction_drops_text",
    "names_are_forgotten",
    "drafts_are_forgotten",
    "bin_is_never_emptied",
    "saving_fails_for_ever",
}
# What has to happen often enough for it to show.
UNDER: dict[str, dict[str, Any]] = {  # Any: fields of Plan
    "bin_is_never_emptied": {"throws_away": 0.5, "bin_ages": 1.0},
    "saving_fails_for_ever": {"disk_refuses": 0.8},
}

TRIES = 3  # a siege is a matter of luck: on a busy machine one may bring too few kills at the right moment


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mutant", CAUGHT_AS)
def test_a_siege_notices(tmp_path: Path, mutant: str) -> None:
    seconds = 5 if mutant in AT_THE_END else PLAN.seconds
    wrong: list[str] = []
    for attempt in range(TRIES):
        plan = replace(PLAN, command=command(mutant), seconds=seconds * (attempt + 1), seed=PLAN.seed + attempt)
        plan = replace(plan, **UNDER.get(mutant, {}))
        wrong = besieged(tmp_path / str(attempt), plan)
        if any(sign in sentence for sentence in wrong for sign in CAUGHT_AS[mutant]):
            return
    pytest.fail(f"nobody noticed: {wrong}")


@pytest.mark.timeout(150)
def test_a_power_cut_notices_no_epoch_check(tmp_path: Path) -> None:
    wrong = without_the_power(tmp_path, "no_epoch_check")
    assert any("the client was not told" in sentence for sentence in wrong), wrong
    assert any("differs from the server" in sentence for sentence in wrong), wrong


@pytest.mark.timeout(150)
def test_nothing_is_wrong_with_the_launcher_alone(tmp_path: Path) -> None:
    plan = replace(PLAN, seconds=5, command=command("none"), rest_timeout_s=40)
    assert besieged(tmp_path / "siege", plan) == []
    assert without_the_power(tmp_path / "power", "none") == []


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_edit_of_a_mutant_finds_its_text(mutant: str) -> None:
    """Seen in a moment, and not first in the minutes of a siege."""
    for module, edits in MUTANTS[mutant].items():
        source = Path(__file__).parents[2].joinpath(*module.split(".")).with_suffix(".py").read_text(encoding="utf-8")
        assert [old for old, _ in edits if old not in source] == [], module


def test_every_mutant_is_tried() -> None:
    elsewhere = {"ring_outlives_compaction"}  # in test_compacted_stream
    assert {*CAUGHT_AS, *elsewhere, "no_epoch_check", "none", "hurried"} == set(MUTANTS)


# --- clients --------------------------------------------------------------------------------------------


def forgets_what_it_saw(fold: Fold, frame: dict[str, Any]) -> Outcome:
    """No de-duplication: whatever comes is applied."""
    was = fold.n
    fold.n = frame.get("n0", frame["n"]) - 1
    outcome = fold.apply(record(frame))
    fold.n = max(was, fold.n)
    return outcome


def appends_always(fold: Fold, frame: dict[str, Any]) -> Outcome:
    """`set` opens the door as the contract says, and then the text is added instead of replacing."""
    entered = record(frame)
    n0 = entered.n0 if entered.n0 is not None else entered.n
    if entered.is_set and n0 <= fold.n + 1 and entered.n > fold.n:
        fold.n = n0 - 1
        entered = replace(entered, is_set=False)
    return fold.apply(entered)


def keeps_what_was_deleted(fold: Fold, frame: dict[str, Any]) -> Outcome:
    """The chat that was thrown away stays on the screen."""
    if frame["e"].get("name") == "runnel:conversation.deleted":
        fold.n = frame["n"]
        return "applied"
    return fold.apply(record(frame))


@pytest.mark.timeout(150)
@pytest.mark.parametrize(
    ("rule", "sign", "under"),
    [
        (forgets_what_it_saw, "differs from the server", {}),
        (appends_always, "differs from the server", {"sleepers": 8}),  # they come back to what was made one meanwhile
        (keeps_what_was_deleted, "which was deleted", {"throws_away": 0.5}),
    ],
)
def test_a_siege_notices_a_client_that(tmp_path: Path, rule: Rule, sign: str, under: dict[str, Any]) -> None:
    for attempt in range(TRIES):
        plan = replace(PLAN, seconds=6 * (attempt + 1), rule=rule, stops_at_first_fault=False, seed=5 + attempt)
        plan = replace(plan, **under)
        if any(sign in sentence for sentence in besieged(tmp_path / str(attempt), plan)):
            return
    pytest.fail("nobody noticed")
