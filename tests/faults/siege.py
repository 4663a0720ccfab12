"""All faults at once, seeded: kills, cuts, frozen links, reloads, sleepers, dead readers, retries, compaction, a disk
that takes no more, chats that are named, thrown away and gone for good.

One server, one scripted provider, some people who talk to it and some windows that follow. At the end everything is
allowed to come to rest, and the verdict compares what every client shows, what the server answers, what the provider
said and what is on the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.scripted_provider import ScriptedProvider
from tests.faults import binned, verdict
from tests.faults.disk import Disk, disk_at
from tests.faults.follower import Follower, Rule, Tally, contract_rule, never_reads
from tests.faults.outcome import Outcome
from tests.faults.person import Person
from tests.faults.process import PLAIN, ServerProcess, free_port
from tests.faults.proxy import SPARED, Fate, Proxy, cruel, unkind
from tests.faults.script import Script
from tests.faults.wire import Address

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """One siege. It ends when `seconds` are over and so many `kills` and `cuts` were made, or at the first fault if
    asked."""

    seed: int
    seconds: float
    kills: int = 0
    cuts: int = 0
    conversations: int = 5
    steady: int = 4
    reloaders: int = 2
    sleepers: int = 2
    dead_readers: int = 2
    mean_life_s: float = 1.2
    compact_after_s: float = 0.3
    disk_refuses: float = 0.3  # in so many of the server's lives
    bin_ages: float = 0.25  # after so many of them
    throws_away: float = 0.06  # after so many messages a person deletes the chat
    command: Sequence[str] = PLAIN
    rule: Rule = contract_rule
    stops_at_first_fault: bool = False
    rest_timeout_s: float = 40.0


class Siege:
    """Runs one plan in `folder`."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._rng = random.Random(plan.seed)
        self._folder = folder
        self._server = ServerProcess(
            folder / "data",
            free_port(random.Random()),
            plan.command,
            environment={"RUNNEL_COMPACT_AFTER_S": str(plan.compact_after_s)},
        )
        self._tally = Tally()
        self._outcome = Outcome(self._tally)
        self._script = Script()
        self._end = asyncio.Event()
        self._disk = Disk(folder / "data")
        self._followers: list[Follower] = []
        self._people: list[Person] = []

    async def run(self) -> Outcome:
        """The whole siege, with its verdict."""
        begun = time.monotonic()
        async with contextlib.AsyncExitStack() as stack:
            self._disk = stack.enter_context(disk_at(self._folder / "data", wanted=self._plan.disk_refuses > 0))
            provider = await stack.enter_async_context(ScriptedProvider(self._answer))
            self._provider = provider
            await self._server.start()
            stack.callback(self._server.kill)
            await self._server.use_provider(provider.url)
            proxies = [await stack.enter_async_context(self._proxy(kind)) for kind in (cruel, unkind)]
            async with self._clients(*(self._address(proxy) for proxy in proxies)):
                await self._besiege(proxies)
                self._outcome.seconds = time.monotonic() - begun
                if self._is_over:
                    self._outcome.wrong += self._tally.wrong
                    return self._outcome
                for proxy in proxies:
                    proxy.fate = lambda: SPARED
                    proxy.cut_all()
                await self._come_to_rest()
                states = await self._states()
                await self._wait_for_clients(states)
                await self._judge(states)
            self._count(proxies)
            if (status := self._server.stop()) != 0:
                self._wrong(f"SIGTERM ended the server with {status}")
            self._outcome.wrong += verdict.log_is_whole(self._server.data_dir / "runnel.db")
        self._outcome.wrong += self._tally.wrong
        return self._outcome

    # --- the attack ---------------------------------------------------------------------------------------

    async def _besiege(self, proxies: Sequence[Proxy]) -> None:
        deadline = time.monotonic() + self._plan.seconds
        outcome = self._outcome
        while (
            time.monotonic() < deadline
            or outcome.kills < self._plan.kills
            or sum(proxy.cuts for proxy in proxies) < self._plan.cuts
        ):
            if self._is_over:
                return
            await self._let_live(self._life_s())
            self._server.kill()
            outcome.kills += 1
            while self._rng.random() < 0.15:  # killed again while it starts and recovers, perhaps on a full disk
                self._server.spawn()
                await asyncio.sleep(self._rng.uniform(0.05, 0.5))
                self._server.kill()
                outcome.kills += 1
                outcome.kills_in_start += 1
            self._disk.accept(None)
            if self._rng.random() < self._plan.bin_ages:
                chats = [chat for person in self._people for chat in person.chats.all]
                binned.age(self._server.data_dir / "runnel.db", chats, self._followers)
            await self._server.start()

        if self._plan.disk_refuses > 0:  # once more in the life that goes on, which has to recover by itself
            self._disk.refuse(self._rng, self._server.pid)
            await asyncio.sleep(0.6)
            self._disk.take_nothing(self._server.pid)  # what came till now may have fitted into the room that was left
            self._outcome.wrong += await verdict.a_full_disk_is_told(self._server)
            self._disk.accept(self._server.pid)

    async def _let_live(self, life_s: float) -> None:
        """A life of the server; in some of them the disk takes no more for a while, or until the end."""
        if self._rng.random() >= self._plan.disk_refuses:
            await asyncio.sleep(life_s)
            return
        before_s, during_s = self._rng.uniform(0, life_s), self._rng.uniform(0.02, 0.6)
        await asyncio.sleep(before_s)
        self._disk.refuse(self._rng, self._server.pid)
        await asyncio.sleep(during_s)
        if self._rng.random() < 0.6:
            self._disk.accept(self._server.pid)
            await asyncio.sleep(life_s - before_s)

    @property
    def _is_over(self) -> bool:
        return self._plan.stops_at_first_fault and bool(self._tally.wrong)

    def _life_s(self) -> float:
        return (
            self._rng.uniform(0, 0.3)
            if self._rng.random() < 0.2
            else 0.4 + self._rng.expovariate(1 / self._plan.mean_life_s)
        )

    def _proxy(self, kind: Callable[[random.Random], Fate]) -> Proxy:
        rng = random.Random(f"{self._plan.seed} {kind.__name__}")
        return Proxy(self._server.port, lambda: kind(rng))

    def _address(self, proxy: Proxy) -> Address:
        return Address(proxy.port, self._server.address.host, self._server.token)

    def _answer(self, request: Any) -> Any:
        self._provider.requests.clear()  # each holds a whole history
        return self._script(request)

    # --- clients ------------------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def _clients(self, address: Address, calls: Address) -> AsyncIterator[None]:
        plan, tasks = self._plan, []
        observer = self._follower("observer", address, calls)
        self._followers = [
            observer,
            *(self._follower(f"steady-{i}", address, calls) for i in range(plan.steady)),
            *(self._follower(f"reloader-{i}", address, calls, reload_every_s=1.5) for i in range(plan.reloaders)),
            *(self._follower(f"sleeper-{i}", address, calls, sleep_every_s=2.5) for i in range(plan.sleepers)),
        ]
        for i in range(plan.conversations):
            name = f"c{i}"
            person = Person(
                name=name,
                workspace=self._folder / "work" / name,
                address=calls,
                rng=random.Random(f"{plan.seed} {name}"),
                tally=self._tally,
                state=lambda c: observer.folds[c].state() if c in observer.folds else None,
                end=self._end,
                throws_away=self._plan.throws_away,
                disk_refused_since=lambda moment: self._disk.refused_since(moment),
            )
            await person.begin()
            self._people.append(person)
        tasks += [asyncio.create_task(f.live(), name=f.name) for f in self._followers]
        tasks += [
            asyncio.create_task(never_reads(address, "ffffff.0", random.Random(i)), name=f"dead-{i}")
            for i in range(plan.dead_readers)
        ]
        self._work = [asyncio.create_task(p.live(), name=f"person-{p.name}") for p in self._people]
        tasks += self._work
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for ended in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(ended, Exception):
                    self._wrong(f"a client failed: {ended!r}")

    def _follower(
        self,
        name: str,
        address: Address,
        calls: Address,
        *,
        reload_every_s: float | None = None,
        sleep_every_s: float | None = None,
    ) -> Follower:
        return Follower(
            name,
            address,
            calls,
            self._tally,
            random.Random(f"{self._plan.seed} {name}"),
            rule=self._plan.rule,
            reload_every_s=reload_every_s,
            sleep_every_s=sleep_every_s,
            watchdog_s=3.0,
            horizon=lambda: binned.horizon(self._server.data_dir / "runnel.db"),
            saving_may_fail=lambda: self._disk.ever_refused,
        )

    # --- the end ------------------------------------------------------------------------------------------

    async def _come_to_rest(self) -> None:
        self._end.set()
        _, unfinished = await asyncio.wait(self._work, timeout=self._plan.rest_timeout_s)
        for task in unfinished:
            self._wrong(f"{task.get_name()} waits for something that does not come")
        try:
            await self._server.quiet(self._plan.rest_timeout_s)
        except TimeoutError:
            self._wrong("a run is running that nobody runs")
        aged = [chat.id for person in self._people for chat in person.chats.all if chat.is_aged]
        self._outcome.wrong += await binned.emptied(self._server.data_dir / "runnel.db", aged)

    async def _states(self) -> dict[str, Json]:
        """Of the chats that are there."""
        kept = [chat.id for person in self._people for chat in person.chats.all if not chat.is_deleted]
        return {chat: await self._server.ask("GET", f"/api/conversations/{chat}") for chat in kept}

    async def _wait_for_clients(self, states: dict[str, Json]) -> None:
        """Until each has caught up; who does not is told about by the verdict."""
        for follower in self._followers:
            follower.stay()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(15):
                for follower in self._followers:
                    while any(c not in follower.folds or follower.folds[c].n < s["n"] for c, s in states.items()):
                        await follower.next_move()

    async def _judge(self, states: dict[str, Json]) -> None:
        outcome, chats = self._outcome, [chat for person in self._people for chat in person.chats.all]
        for follower in self._followers:
            outcome.wrong += verdict.client_equals_server(follower.name, follower.folds, states)
            outcome.wrong += verdict.deleted_are_gone(follower.name, follower.folds, chats)
        snapshot = await self._server.ask("GET", "/api/snapshot")
        outcome.wrong += verdict.chats_are_as_they_were_left(chats, states, snapshot)
        outcome.wrong += await verdict.saving_works(self._server)
        intents = [intent for person in self._people for intent in person.intents]
        effects = {chat.id: person.wrote() for person in self._people for chat in person.chats.all}
        kept = [intent for intent in intents if intent.conversation in states]
        may_fail = self._disk.ever_refused
        outcome.wrong += verdict.intents_were_kept(kept, states, self._script, effects, saving_may_fail=may_fail)
        outcome.wrong += verdict.nothing_ran_unasked(intents, effects)
        outcome.twice = verdict.twice(intents, effects)
        for state in states.values():
            outcome.wrong += verdict.questions_are_asked_by_somebody(state)
            for run in state["runs"]:
                outcome.statuses[run["status"]] = outcome.statuses.get(run["status"], 0) + 1
        outcome.messages = len(intents)
        outcome.tool_runs = sum(len(person.wrote().split()) for person in self._people)

    def _count(self, proxies: Sequence[Proxy]) -> None:
        outcome = self._outcome
        outcome.cuts = sum(proxy.cuts for proxy in proxies)
        outcome.freezes = sum(proxy.freezes for proxy in proxies)
        outcome.connections = sum(proxy.connections for proxy in proxies)
        outcome.mib_down = sum(proxy.bytes_down for proxy in proxies) / 2**20
        outcome.refusals = dict(self._disk.windows)
        for person in self._people:
            outcome.commands += person.accepted
            outcome.commands_refused += person.refused
            outcome.command_retries += person.retries
            outcome.command_repeats += person.repeats
            outcome.renames += person.chats.renames
            outcome.drafts += person.chats.drafts
            outcome.deleted += sum(chat.is_deleted for chat in person.chats.all)
            outcome.emptied += sum(chat.is_aged for chat in person.chats.all)
        times = sorted(self._server.start_times_s)
        outcome.start_s = times[len(times) // 2]

    def _wrong(self, what: str) -> None:
        self._outcome.wrong.append(what)
