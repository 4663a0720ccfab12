"""What a siege has to report: the figures, and what was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.faults.follower import Tally


@dataclass(slots=True)
class Outcome:
    """The figures, and `wrong`: empty when every promise held."""

    tally: Tally
    seconds: float = 0.0
    kills: int = 0
    kills_in_start: int = 0
    cuts: int = 0
    freezes: int = 0
    connections: int = 0
    mib_down: float = 0.0
    messages: int = 0
    renames: int = 0
    drafts: int = 0
    deleted: int = 0
    emptied: int = 0
    refusals: dict[str, int] = field(default_factory=dict)  # windows in which the disk took no more, by kind
    commands: int = 0
    commands_refused: int = 0
    command_retries: int = 0
    command_repeats: int = 0
    twice: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    tool_runs: int = 0
    start_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


def table(outcome: Outcome) -> str:
    """The figures, one a line."""
    tally = outcome.tally
    rows: dict[str, object] = {
        "seconds under attack": f"{outcome.seconds:.0f}",
        "kills of the server": outcome.kills,
        "… of them while it started": outcome.kills_in_start,
        "median start after a kill, s": f"{outcome.start_s:.2f}",
        "times the disk took no more": ", ".join(f"{n} {kind}" for kind, n in sorted(outcome.refusals.items())) or 0,
        "connections": outcome.connections,
        "connections cut": outcome.cuts,
        "connections frozen": outcome.freezes,
        "watchdogs that noticed": tally.watchdogs,
        "MiB to clients": f"{outcome.mib_down:.1f}",
        "streams opened": tally.connects,
        "events applied": tally.applied,
        "… merged / replaced": f"{tally.merged} / {tally.replaced}",
        "duplicates dropped": tally.seen,
        "gaps": tally.gaps,
        "resets": f"{tally.resets}, {tally.fair_resets} of them from before what was taken out of the bin",
        "reloads / sleeps": f"{tally.reloads} / {tally.sleeps}",
        "heartbeats / ahead of the stream": f"{tally.heartbeats} / {tally.early_heads}",
        "messages": outcome.messages,
        "runs": ", ".join(f"{count} {status}" for status, count in sorted(outcome.statuses.items())),
        "commands run by a tool": outcome.tool_runs,
        "chats renamed / drafts kept": f"{outcome.renames} / {outcome.drafts}",
        "chats deleted / gone from the bin": f"{outcome.deleted} / {outcome.emptied}",
        "commands accepted": outcome.commands,
        "… retried / repeated / refused by a full disk": (
            f"{outcome.command_retries} / {outcome.command_repeats} / {outcome.commands_refused}"
        ),
        "… done twice": outcome.twice,
        "wrong": len(outcome.wrong),
    }
    width = max(map(len, rows))
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows.items())
