"""llama.cpp's own server as a child process: `python -m tests.contract.llama_server MODEL KEY`.

Prints one JSON line with its address when it can answer, and ends when its standard input closes, so that it never
outlives the tests. Its web page, its open CORS and its open door are shut.
"""

from __future__ import annotations

import json
import os
import sys

import xllamacpp  # type: ignore[import-untyped]  # a C++ extension without stubs


def main(model: str, key: str) -> None:
    options = xllamacpp.CommonParams()
    options.model.path = model
    options.model_alias = {"tiny"}
    options.hostnames = ["127.0.0.1"]
    options.port = 0
    options.api_keys = [key]
    options.cors_origins = "http://127.0.0.1"
    options.n_ctx = 1024
    options.n_parallel = 1
    options.use_jinja = True
    options.warmup = False
    options.ui = False
    options.n_threads_http = 2
    server = xllamacpp.Server(options)
    print(json.dumps({"url": server.listening_address}), flush=True)
    sys.stdin.read()
    os._exit(0)  # the server's destructor can hang when no request was ever made


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
