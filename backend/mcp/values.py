"""The values of a server's variables and headers: kept in the keychain, named in our environment, or missing."""

from __future__ import annotations

import json
from collections.abc import Mapping

from backend.mcp.connection import ServerFailed
from backend.mcp.definition import KEPT, Definition, looks_secret, put_in
from backend.mcp.vault import Vault


class Values:
    """Of all servers. `environment` is ours, of which only what is named is used."""

    def __init__(self, vault: Vault, environment: Mapping[str, str]) -> None:
        self._vault = vault
        self._environment = environment

    async def of(self, definition: Definition) -> dict[str, str]:
        """All of them, real. Raises ServerFailed where one is missing."""
        kept = await self.kept(definition)
        values: dict[str, str] = {}
        for key, text in definition.given.items():
            value = kept.get(key) if text == KEPT else put_in(text, self._environment)
            if value is None:
                raise ServerFailed(f"the value of {key} is missing. Enter it in the settings.")
            values[key] = value
        self.remember(values)
        return values

    async def missing(self, definition: Definition) -> list[str]:
        """Names of those that have no value yet."""
        kept = await self.kept(definition)
        return [
            key
            for key, text in definition.given.items()
            if (key not in kept if text == KEPT else put_in(text, self._environment) is None)
        ]

    async def kept(self, definition: Definition) -> dict[str, str]:
        """Those that the keychain has for this server as it is now."""
        if KEPT not in definition.given.values():
            return {}
        text = await self._vault.get(_entry(definition.name), definition.bound_to)
        try:
            values = json.loads(text or "{}")
            return {str(key): str(value) for key, value in values.items()}
        except (ValueError, AttributeError):
            return {}

    async def keep(self, definition: Definition, values: Mapping[str, str]) -> None:
        """Keeps these, instead of all that were kept."""
        self.remember(values)
        if values:
            await self._vault.put(_entry(definition.name), definition.bound_to, json.dumps(dict(values)))
        else:
            await self._vault.remove(_entry(definition.name))

    async def forget(self, name: str) -> None:
        """Forgets them, and what signing in got."""
        await self._vault.remove(_entry(name))
        await self._vault.remove(signed_in(name))

    def remember(self, values: Mapping[str, str]) -> None:
        """Those that look secret are shown nowhere from now on."""
        for secret in secrets_of(values):
            self._vault.remember(secret)


def secrets_of(values: Mapping[str, str]) -> tuple[str, ...]:
    """The values that are to be hidden wherever the server says them, the longest first."""
    found = (value for key, value in values.items() if looks_secret(key, value))
    return tuple(sorted(found, key=len, reverse=True))


def signed_in(name: str) -> str:
    """The keychain's name for what signing in got."""
    return f"mcp/oauth/{name}"


def _entry(name: str) -> str:
    return f"mcp/values/{name}"
