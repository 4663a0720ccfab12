"""Settings: defaults, then `settings.json` in the data folder, then `RUNNEL_…` in the environment.

A broken file never stops the start: it is kept beside as `settings.broken-<time>.json`, defaults are used, and the
person is told. Values that came from the environment are never written into the file. Keys are not settings; they
live in the system's keychain.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AnyHttpUrl, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from backend.domain import kept_file, limits
from backend.domain.conversation import Mode
from backend.domain.errors import BadInput
from backend.domain.model import ProviderKind

Theme = Literal["system", "light", "dark"]
SendWith = Literal["enter", "mod-enter"]
Language = Literal["system", "en", "de"]
Announce = Literal["events", "sentences"]
Motion = Literal["system", "reduced", "full"]
Width = Literal["normal", "wide"]
WhenClosed = Literal["ask", "keep", "stop"]
Action = Annotated[str, Field(pattern=r"^[a-z][a-zA-Z0-9.-]{0,60}$")]
Keys = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]  # "" takes an action's keys away
Shortcuts = Annotated[dict[Action, Keys], Field(max_length=200)]
Zoom = Annotated[float, Field(ge=0.5, le=3.0)]
ScreenName = Annotated[str, Field(pattern=r"^\d{1,6}x\d{1,6}$")]
Zooms = Annotated[dict[ScreenName, Zoom], Field(max_length=20)]
Models = Annotated[list[Annotated[str, Field(min_length=1, max_length=300)]], Field(max_length=100)]
LastActions = Annotated[list[Action], Field(max_length=20)]
ProviderName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,40}$")]


_PROVIDER = ConfigDict(  # built as a part of Preferences, once
    frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, defer_build=True
)


class Provider(BaseModel):
    """Where a provider is and how it is spoken to. `base_url` None means the vendor's own address."""

    model_config = _PROVIDER

    kind: ProviderKind
    base_url: AnyHttpUrl | None = None


SearchKind = Literal["searxng", "brave", "tavily"]


class SearchProvider(BaseModel):
    """Who is asked when an agent searches the web. `base_url` None means the vendor's own address."""

    model_config = _PROVIDER

    kind: SearchKind
    base_url: AnyHttpUrl | None = None


class Preferences(BaseModel):
    """The part that `settings.json` keeps and the page can change."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)

    theme: Theme = "system"
    default_model: str | None = None
    zoom: Zoom = 1.0  # chosen last, for screens that are not among `zooms`
    zooms: Zooms = {}  # by a screen's size, the one changed last at the end
    model_titles: bool = True  # the model that answers first makes the chat's title
    send_with: SendWith = "enter"
    language: Language = "system"
    announce: Announce = "events"
    notify: bool = True  # the desktop tells of long answers while the window is not in front
    when_closed: WhenClosed = "ask"  # what becomes of an answer that is written when the window is closed
    tray: bool = True  # the desktop's tray shows what runs
    quick_bar: bool = False  # called by a key that the desktop is asked for
    look_for_releases: bool = False  # once a day, at the address that the project names; off, nothing is sent
    seen_version: Annotated[str, Field(max_length=limits.VERSION_CHARS)] | None = None  # what is new in it was offered
    motion: Motion = "system"
    shortcuts: Shortcuts = {}  # what differs from the page's own, by action
    width: Width = "normal"
    wrap_code: bool = False
    favourite_models: Models = []  # as the person put them
    recent_models: Models = []  # chosen last, the newest first
    recent_actions: LastActions = []  # done from the palette last, the newest first
    default_mode: Mode = "ask"  # how a chat that the person begins on the page may act
    providers: dict[ProviderName, Provider] = {}
    search: SearchProvider | None = None


class Settings(BaseSettings):
    """How one process was started: as it is told, else by the environment. `token` None: a random one each launch."""

    model_config = SettingsConfigDict(env_prefix="RUNNEL_", extra="ignore", frozen=True)

    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("Runnel", appauthor=False)))
    downloads_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_downloads_dir()))
    port: int = Field(default=0, ge=0, le=65535)
    token: SecretStr | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    web_dir: Path | None = None
    releases_feed: AnyHttpUrl | None = None  # None: the address that the project's own metadata names, if it does
    compact_after_s: float = Field(default=600, ge=0)  # a finished run's deltas become one row a message after this


def _from_json(value: object) -> object:
    """What is a list or an object comes as JSON; what is none stays as it is, for the field to refuse by its name."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


_JSON = BeforeValidator(_from_json)


class _PreferencesFromEnvironment(BaseSettings):
    """Which preferences the environment sets; unset ones stay None and out of the way."""

    model_config = SettingsConfigDict(env_prefix="RUNNEL_", extra="ignore", frozen=True)

    theme: Theme | None = None
    default_model: str | None = None
    zoom: Zoom | None = None
    model_titles: bool | None = None
    send_with: SendWith | None = None
    language: Language | None = None
    announce: Announce | None = None
    notify: bool | None = None
    look_for_releases: bool | None = None
    when_closed: WhenClosed | None = None
    tray: bool | None = None
    quick_bar: bool | None = None
    motion: Motion | None = None
    shortcuts: Annotated[Shortcuts | None, NoDecode, _JSON] = None
    width: Width | None = None
    wrap_code: bool | None = None
    default_mode: Mode | None = None
    providers: Annotated[dict[ProviderName, Provider] | None, NoDecode, _JSON] = None
    search: Annotated[SearchProvider | None, NoDecode, _JSON] = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (env_settings,)


class PreferencesFile:
    """`settings.json`, read once and replaced whole on each change. `notice` tells of a broken file, or is None.

    It may be changed from any thread: changes that meet are made one after the other.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "settings.json"
        self._changing = threading.Lock()
        self.notice: str | None = None
        self._stored = self._load()
        environment = _PreferencesFromEnvironment()
        self._overrides = {k: v for k, v in environment if v is not None}

    @property
    def current(self) -> Preferences:
        """The stored preferences with the environment's laid over them."""
        return self._stored.model_copy(update=self._overrides)

    @property
    def overridden(self) -> list[str]:
        """Names of the preferences that the environment sets, as on the wire."""
        return [to_camel(name) for name in self._overrides]

    def update(
        self,
        change: Callable[[Preferences], Mapping[str, Any]] | None = None,
        /,
        **changes: Any,  # Any: the fields' own types are checked by the model
    ) -> Preferences:
        """Validates, writes and syncs the file; answers the new preferences. Not for an event loop: the disk is slow.

        `change` says what changes given what is stored, where the new value is made of the old one.
        Raises BadInput, DataFolderUnusable.
        """
        with self._changing:
            if change is not None:
                changes = {**changes, **change(self._stored)}
            try:
                changed = Preferences.model_validate({**dict(self._stored), **changes})
            except ValidationError as error:
                raise BadInput(_sentence(error)) from None
            kept_file.save(self._path, changed.model_dump_json(by_alias=True, indent=2) + "\n", "The settings")
            self._stored = changed
            return self.current

    def _load(self) -> Preferences:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return Preferences()
        except (OSError, UnicodeDecodeError):
            return self._quarantine("could not be read")
        try:
            return Preferences.model_validate(json.loads(text))
        except (ValueError, ValidationError):
            return self._quarantine("is not valid")

    def _quarantine(self, why: str) -> Preferences:
        self.notice = f"The settings file {why}, so the defaults are used. {kept_file.put_aside(self._path)}"
        return Preferences()


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"The setting {where or 'sent'} cannot be used: {first['msg']}."
