"""A12: every operation of the OpenAPI document, called with what nobody thought of (Schemathesis).

`RUNNEL_LONG=1` makes ten times as many calls. Nothing that is made up here reaches the network or a browser.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok

from backend.api.app import bare_app
from tests.api.test_door import _no_services
from tests.api.world import World

CALLS = 200 if os.environ.get("RUNNEL_LONG") else 16
ANSWER_MOST_S = 10.0
# The page, its way in, whether anybody is there, and where a sign-in elsewhere comes back with a secret of its own
OPEN = ("/", "/boot", "/api/health", "/mcp/callback")
DEAD = "http://127.0.0.1:1"  # a proxy that is not there: where made-up addresses lead to

Operation = schemathesis.schemas.APIOperation[Any, Any, Any, Any]  # Any: their parameters are Schemathesis' own
Case = schemathesis.Case[Any]


def operations() -> dict[str, Operation]:
    document = schemathesis.openapi.from_dict(bare_app(_no_services()).openapi())
    found = [result.ok() for result in document.get_all_operations() if isinstance(result, Ok)]
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


OPERATIONS = operations()
assert len(OPERATIONS) > 50
made_up = settings(
    max_examples=CALLS,
    phases=(Phase.explicit, Phase.generate),  # what fails is shown as it came: making it smaller takes its time
    deadline=None,
    database=None,
    derandomize=not os.environ.get("RUNNEL_LONG"),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, provider_url: str) -> Iterator[World]:
    environment = pytest.MonkeyPatch()
    for name, value in (("BROWSER", "/bin/true"), ("HTTP_PROXY", DEAD), ("HTTPS_PROXY", DEAD), ("ALL_PROXY", DEAD)):
        environment.setenv(name, value)
        environment.setenv(name.lower(), value)
    environment.setenv("NO_PROXY", "127.0.0.1")
    environment.setenv("no_proxy", "127.0.0.1")
    home: Path = tmp_path_factory.mktemp("openapi")
    environment.setenv("HOME", str(home))
    world = World(home / "data", provider_url)
    world.start()
    world.post("/api/conversations", {"id": "0"})  # an id that is made up often
    yield world
    world.stop()
    environment.undo()


@pytest.fixture(scope="module")
def line() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.mark.parametrize("name", OPERATIONS)
def test_A12_no_call_brings_an_operation_down_or_gets_by_without_a_credential(
    name: str, world: World, line: requests.Session
) -> None:
    operation = OPERATIONS[name]

    def status(case: Case, **headers: str) -> tuple[int, str]:
        how = case.as_transport_kwargs(base_url=world.server.url)
        how["headers"] = {**(how.get("headers") or {}), **headers}
        with line.request(**how, stream=True, timeout=ANSWER_MOST_S, allow_redirects=False) as answer:
            return answer.status_code, "" if answer.status_code < 500 else answer.text[:500]

    @made_up
    @given(case=operation.as_strategy())
    def call(case: Case) -> None:
        code, said = status(case, Authorization=f"Bearer {world.server.token}")
        assert code < 500, f"{code} {said}: {case.as_curl_command()}"
        assert 200 <= code < 500
        if operation.path not in OPEN:
            for headers in ({"Authorization": ""}, {"Authorization": "Bearer 0"}, {"Authorization": "Basic MDow"}):
                assert status(case, **headers)[0] in (400, 401), f"{headers}: {case.as_curl_command()}"

    call()


def test_A12_the_server_is_as_well_as_before(world: World) -> None:
    assert world.get("/api/health")["status"] == "ok"
    assert world.get("/api/snapshot")["asOf"]
