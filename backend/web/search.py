"""Search through a provider that a person set up: which one, at which address, with which key. None is set up at first.

The choice is in the settings, the key in the keychain, bound to the address it was entered for (`models.keys`): an
address that was changed by hand or by an import finds no key until the person enters it again. No redirect is
followed, because the key must not travel. What comes back is content from outside like any page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from re import compile as pattern
from typing import Any, Literal, assert_never
from urllib.parse import quote, urlencode, urlsplit

import orjson
from pydantic import SecretStr

from backend.domain import limits
from backend.domain.errors import BadInput, Conflict, NotFound, RunnelError
from backend.domain.settings import PreferencesFile, SearchKind, SearchProvider
from backend.models.http import Clients, HttpFactory, is_nearby, origin_of, read_body
from backend.models.keys import Keys
from backend.models.redaction import KNOWN

KeyPlace = Literal["keychain", "session", "none"]
TITLES: Mapping[SearchKind, str] = {"searxng": "SearXNG", "brave": "Brave Search", "tavily": "Tavily"}
_OWN_ADDRESS: Mapping[SearchKind, str] = {"brave": "https://api.search.brave.com", "tavily": "https://api.tavily.com"}
_NEEDS_KEY = frozenset[SearchKind]({"brave", "tavily"})
_TAG = pattern(r"<[^<>]{0,200}>")
NOT_SET_UP = "No web search is set up. The person can do that in the settings, under Web search."


class SearchFailed(RunnelError):
    """The provider gave no results; the sentence says why and what to do."""

    code, title, status = "search_failed", "The search did not work", 502


@dataclass(frozen=True, slots=True)
class Hit:
    """One result, as plain text on one line each."""

    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchState:
    """What is set up. `ready`: a search can be asked for now."""

    kind: SearchKind
    base_url: str | None
    key: KeyPlace
    ready: bool


class Searching:
    """The search of one running server. Use it from one event loop; `aclose` at the end."""

    def __init__(self, *, preferences: PreferencesFile, keys: Keys, http: HttpFactory | None = None) -> None:
        self._preferences = preferences
        self._keys = keys
        self._clients = Clients(http) if http is not None else Clients()

    async def state(self) -> SearchState | None:
        """None while nothing is set up."""
        chosen = self._chosen()
        if chosen is None:
            return None
        key = await self._keys.state(_entry(chosen.kind), origin_of(address_of(chosen)))
        url = str(chosen.base_url).rstrip("/") if chosen.base_url is not None else None
        return SearchState(chosen.kind, url, key, chosen.kind not in _NEEDS_KEY or key != "none")

    async def put(self, provider: SearchProvider, api_key: SecretStr | None) -> SearchState:
        """Sets one up instead of any other; durable on return. Without `api_key` a key stays as it was.

        Raises BadInput, and Conflict where the environment decides.
        """
        self._require_own()
        key = api_key.get_secret_value().strip() if api_key is not None else ""
        if not key.isprintable() or not key.isascii() or " " in key:
            raise BadInput("The API key contains characters that no key has. Copy it again, without spaces around it.")
        _check(provider, with_key=bool(key))
        await asyncio.to_thread(self._preferences.update, search=provider)
        if key:
            await self._keys.put(_entry(provider.kind), origin_of(address_of(provider)), key)
        state = await self.state()
        assert state is not None
        return state

    async def remove(self) -> None:
        """Forgets it and its key. Raises NotFound, Conflict."""
        chosen = self._chosen()
        if chosen is None:
            raise NotFound("No web search is set up.")
        self._require_own()
        await asyncio.to_thread(self._preferences.update, search=None)
        for kind in TITLES:  # also one that was set up before this one
            await self._keys.remove(_entry(kind))

    async def ready(self) -> bool:
        """Whether a model can be offered to search."""
        state = await self.state()
        return state is not None and state.ready

    def place(self) -> tuple[str, str]:
        """Title and origin of what would be asked. Raises SearchFailed."""
        chosen = self._chosen()
        if chosen is None:
            raise SearchFailed(NOT_SET_UP)
        return TITLES[chosen.kind], origin_of(address_of(chosen))

    async def search(self, query: str) -> list[Hit]:
        """At most WEB_SEARCH_HITS results, the best first. Raises SearchFailed."""
        chosen = self._chosen()
        if chosen is None:
            raise SearchFailed(NOT_SET_UP)
        base, title = address_of(chosen), TITLES[chosen.kind]
        key = await self._keys.get(_entry(chosen.kind), origin_of(base))
        if key is None and chosen.kind in _NEEDS_KEY:
            raise SearchFailed(f"{title} needs an API key for {origin_of(base)}. Enter it in the settings.")
        url, headers, body = _request(chosen.kind, base, query, key)
        found = await self._ask(chosen.kind, url, headers, body)
        return _hits(chosen.kind, found)

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._clients.aclose()

    def _chosen(self) -> SearchProvider | None:
        return self._preferences.current.search

    def _require_own(self) -> None:
        if "search" in self._preferences.overridden:
            raise Conflict("The web search is set by RUNNEL_SEARCH in the environment; change it there.")

    async def _ask(self, kind: SearchKind, url: str, headers: Mapping[str, str], body: object) -> Any:  # Any: JSON
        client = await self._clients.reach(url)
        import httpx2

        title, timeout_s = TITLES[kind], limits.WEB_SEARCH_TIMEOUT_S
        method = "GET" if body is None else "POST"
        try:
            async with (
                asyncio.timeout(timeout_s),
                client.stream(method, url, headers=dict(headers), json=body, timeout=timeout_s) as answer,
            ):
                content = await read_body(answer, limits.WEB_SEARCH_BYTES)
        except TimeoutError:
            raise SearchFailed(f"{title} did not answer within {timeout_s:.0f} seconds.") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            why = KNOWN.hide_in(str(error).strip()) or type(error).__name__
            raise SearchFailed(f"{title} at {origin_of(url)} could not be reached ({why}).") from None
        if answer.status_code != 200:
            raise SearchFailed(_refusal(kind, answer.status_code))
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError:
            raise SearchFailed(_NO_JSON[kind].format(title=title)) from None


_NO_JSON = {
    "searxng": "{title} answered with a page and not with JSON. Allow “json” under search.formats in its settings.yml.",
    "brave": "{title} did not answer with JSON. Look at the address in the settings.",
    "tavily": "{title} did not answer with JSON. Look at the address in the settings.",
}


def address_of(provider: SearchProvider) -> str:
    """Its own address or the one given, without a slash at its end; "" where there is none."""
    if provider.base_url is None:
        return _OWN_ADDRESS.get(provider.kind, "")
    return str(provider.base_url).rstrip("/").removesuffix("/search")


def _entry(kind: SearchKind) -> str:
    return f"search:{kind}"  # no model provider has a colon in its name


def _check(provider: SearchProvider, *, with_key: bool) -> None:
    address = address_of(provider)
    if not address:
        raise BadInput("SearXNG needs the address of an instance, for example https://searx.example.org.")
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise BadInput("The address must not contain a user name or password.")
    if parts.query or parts.fragment:
        raise BadInput("The address must not contain “?” or “#”. Leave out what follows it.")
    if with_key and parts.scheme == "http" and not is_nearby(address):
        raise BadInput("Over http the key could be read on its way. Use an address that begins with https.")


def _request(kind: SearchKind, base: str, query: str, key: str | None) -> tuple[str, dict[str, str], object]:
    most = limits.WEB_SEARCH_HITS
    match kind:
        case "searxng":
            return f"{base}/search?{urlencode({'q': query, 'format': 'json'})}", _bearer(key), None
        case "brave":
            headers = {"X-Subscription-Token": key or "", "Accept": "application/json"}
            return f"{base}/res/v1/web/search?q={quote(query)}&count={most}", headers, None
        case "tavily":
            return f"{base}/search", _bearer(key), {"query": query, "max_results": most}
        case _:
            assert_never(kind)


def _bearer(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key is not None else {}


def _refusal(kind: SearchKind, status: int) -> str:
    title = TITLES[kind]
    match status:
        case 403 if kind == "searxng":
            return f"{title} refused (403). Most instances give no JSON; allow it under search.formats in settings.yml."
        case 401 | 403:
            return f"{title} refused the API key ({status}). Enter it again in the settings."
        case 402 | 432 | 433:
            return f"{title} says that the plan's searches are used up ({status})."
        case 429:
            return f"{title} is asked too often (429). Wait a moment, then search again."
        case _:
            return f"{title} did not answer the search (status {status})."


def _hits(kind: SearchKind, found: Any) -> list[Hit]:  # Any: JSON of somebody else's making
    listed = found.get("web", {}) if isinstance(found, Mapping) and kind == "brave" else found
    results = listed.get("results") if isinstance(listed, Mapping) else None
    text_in = "description" if kind == "brave" else "content"
    hits: list[Hit] = []
    for result in results if isinstance(results, Sequence) and not isinstance(results, str) else ():
        url = result.get("url") if isinstance(result, Mapping) else None
        if isinstance(url, str) and url.startswith(("http://", "https://")) and url.isprintable():
            title, text = _line(result.get("title"), 200), _line(result.get(text_in), limits.WEB_SNIPPET_CHARS)
            hits.append(Hit(title or url, url[:2000], text))
    return hits[: limits.WEB_SEARCH_HITS]


def _line(value: object, most_chars: int) -> str:
    text = " ".join(unescape(_TAG.sub("", value)).split()) if isinstance(value, str) else ""
    return text if len(text) <= most_chars else text[: most_chars - 1] + "…"
