"""Routes that FastAPI looks into when they are first asked, or first listed.

It makes an adapter for each parameter, body and answer of a route: a millisecond for each of a hundred, of which a
start needs ten. Until then a route knows its path, its methods and its function.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from fastapi import utils
from fastapi.routing import APIRoute
from starlette.routing import Match, compile_path

if TYPE_CHECKING:
    from starlette.types import Scope

# FastAPI would import the whole of pydantic's first version, to see that none of our types is of it: 20 ms of CPU.
setattr(utils, "annotation_is_pydantic_v1", lambda _: False)  # noqa: B010  mypy knows no such name there

_making = threading.RLock()  # a process may have several servers, each on a thread of its own


class LateRoute(APIRoute):
    """`APIRouter(route_class=LateRoute)`. Whoever asks it for anything else finds a route as any other."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: Collection[str] | None = None,
        **given: Any,  # Any: whatever APIRoute takes
    ) -> None:
        self.path = path
        self.endpoint = endpoint
        self.methods = set(methods or ("GET",))
        self._begin, parameter, _ = path.partition("{")
        self._is_whole = not parameter
        self._late = functools.partial(super().__init__, path, endpoint, methods=list(self.methods), **given)

    def make(self) -> bool:
        """Has it looked into now. False when it is already."""
        with _making:
            late = self.__dict__.pop("_late", None)
            if late is not None:
                late()
        return late is not None

    def __getattr__(self, name: str) -> Any:
        """What is not there yet. Any: as for every attribute that a class does not name."""
        self.make()
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(name) from None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As APIRoute's, but most paths are told apart by their begin."""
        path = scope["path"]
        if path != self._begin if self._is_whole else not path.startswith(self._begin):
            return Match.NONE, {}
        if "path_regex" not in self.__dict__:
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
        return super().matches(scope)
