"""`python -m backend`: the server without a window. One JSON line on standard output when it can answer."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from backend.domain import logs
from backend.domain.errors import RunnelError
from backend.domain.settings import Settings
from backend.main import Server
from backend.models.redaction import KNOWN


def main() -> int:
    """Serves until SIGTERM or SIGINT. Exit status 2 when it could not start, with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m backend", description="Runnel's server without a window.")
    parser.add_argument("--port", type=int, help="port on 127.0.0.1; 0 is a free one (the default)")
    parser.add_argument("--data-dir", type=Path, help="the data folder")
    arguments: dict[str, Any] = {k: v for k, v in vars(parser.parse_args()).items() if v is not None}
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        settings = Settings(**arguments)
        terminal = logging.StreamHandler(sys.stderr)
        terminal.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        logs.begin([terminal], level=settings.log_level, hide=KNOWN.hide_in)
        server = Server.start(settings)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        print(f"The setting {'.'.join(map(str, first['loc']))} cannot be used: {first['msg']}.", file=sys.stderr)  # noqa: T201
        return 2
    except RunnelError as error:
        print(error.detail, file=sys.stderr)  # noqa: T201
        return 2
    line = {"url": server.url, "token": server.token, "pid": os.getpid(), "boot": server.new_boot_url()}
    print(json.dumps(line), flush=True)  # noqa: T201
    server.warm_up()
    while server.is_serving and not ended.wait(timeout=1):
        pass
    if not server.is_serving:
        print("The server has ended by itself. Its log says where; start it again.", file=sys.stderr)  # noqa: T201
        return 70
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
