"""One server process, started as a person or a script starts it, killed as the kernel kills, started again.

The port, the data folder and the token stay, so a page or script lives through it without knowing. The port is taken
from outside the range that the kernel hands out for outgoing connections, or one of those could take it meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.wire import Address, Cut, call

START_TIMEOUT_S = 20.0
PLAIN = (sys.executable, "-m", "backend")
ROOT = Path(__file__).parents[2]


def free_port(rng: random.Random) -> int:
    """A port that is free now and that nobody is given by chance."""
    while True:
        port = rng.randrange(20_000, 30_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


@dataclass(slots=True)
class ServerProcess:
    """`command` starts it: plain Runnel, or a mutant of it. `log` is its standard error."""

    data_dir: Path
    port: int
    command: Sequence[str] = PLAIN
    token: str = "a-token-that-outlives-restarts"
    environment: Mapping[str, str] = field(default_factory=dict)
    file_limit: int | None = None  # bytes that a file may grow to, as of the next start; what is beyond is refused
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None
    start_times_s: list[float] = field(default_factory=list)

    @property
    def address(self) -> Address:
        """The server itself, with no proxy in between."""
        return Address(self.port, f"127.0.0.1:{self.port}", self.token)

    @property
    def pid(self) -> int:
        assert self.process is not None, "start() comes first"
        return self.process.pid

    @property
    def log(self) -> Path:
        return self.data_dir.parent / f"{self.data_dir.name}.log"

    def spawn(self) -> None:
        """Starts the process and does not wait for it."""
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "RUNNEL_TOKEN": self.token,
            "RUNNEL_LOG_LEVEL": "warning",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            **self.environment,
        }
        limit = self.file_limit

        def limited() -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, "--data-dir", str(self.data_dir), "--port", str(self.port)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                preexec_fn=limited,
            )
        self.starts += 1

    async def ready(self) -> None:
        """Returns when its line is printed. Raises AssertionError with its log when it ends instead."""
        assert self.process is not None
        assert self.process.stdout is not None
        begun = time.monotonic()
        line = await asyncio.wait_for(asyncio.to_thread(self.process.stdout.readline), START_TIMEOUT_S)
        assert line, f"the server did not start:\n{self.log.read_text()[-3000:]}"
        said = json.loads(line)
        assert said["url"] == f"http://127.0.0.1:{self.port}", f"the port went to somebody else: {said['url']}"
        self.start_times_s.append(time.monotonic() - begun)

    async def start(self) -> None:
        """Starts it and waits until it answers."""
        self.spawn()
        await self.ready()

    def kill(self) -> None:
        """kill -9, of the server alone: what it started is not told."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM, as the system does at the end of a session; the exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(number)
        status = self.process.wait(timeout=15)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return status

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        """A call that has to succeed, straight to the server. Any: its JSON."""
        answer = await call(self.address, method, path, body, timeout_s=20)
        assert answer.status < 300, f"{method} {path}: {answer.status} {answer.json}"
        return answer.json

    async def use_provider(self, base_url: str) -> None:
        """Sets up the scripted provider; kept in the data folder's settings."""
        await self.ask("PUT", "/api/providers/fake", {"kind": "openai-compatible", "baseUrl": base_url})

    async def quiet(self, timeout_s: float = 30.0) -> None:
        """Returns when no run is running."""
        async with asyncio.timeout(timeout_s):
            while True:
                try:
                    if not (await self.ask("GET", "/api/snapshot"))["running"]:
                        return
                except Cut:
                    pass
                await asyncio.sleep(0.05)
