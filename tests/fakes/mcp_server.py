"""A server of tools that does what a file says, also what no server should. Raw JSON lines, so that every byte is ours.

    python -m tests.fakes.mcp_server behaviour.json

The file is read anew before each answer. Keys: `marker` (a file that gets a line at each start), `calls` (one that
gets each call), `tools` (replaces the list), `echo` (what the tool `echo` answers), `prompt` (the text of its one
prompt), `on_list` / `on_call`: "hang", "exit", "no json", "flood", "long", "error", "ask", "roots", `spawn` (a file
that gets the id of a process that it leaves behind), `stderr` (said at the start).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

Json = dict[str, Any]
ECHO = {
    "name": "echo",
    "description": "Says it again.",
    "inputSchema": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
}


def send(message: Json) -> None:
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def receive() -> Json:
    line = sys.stdin.readline()
    if not line:
        raise SystemExit(0)
    message: Json = json.loads(line)
    return message


class Server:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.client: Json = {}

    @property
    def behaviour(self) -> Json:
        found: Json = json.loads(self._path.read_text())
        return found

    def run(self) -> None:
        behaviour = self.behaviour
        if "marker" in behaviour:
            with Path(behaviour["marker"]).open("a") as marker:
                marker.write(f"{os.getpid()}\n")
        if "environment" in behaviour:
            Path(behaviour["environment"]).write_text(json.dumps(dict(os.environ)))
        if "spawn" in behaviour:
            left = subprocess.Popen(["sleep", "300"], start_new_session=True, stdin=subprocess.DEVNULL)
            Path(behaviour["spawn"]).write_text(str(left.pid))
        for line in behaviour.get("stderr", ()):
            print(line, file=sys.stderr, flush=True)
        while True:
            self.answer(receive())

    def answer(self, message: Json) -> None:
        key = message.get("id")
        match message.get("method"):
            case "initialize":
                self.client = message["params"]
                send(
                    {
                        "id": key,
                        "result": {
                            "protocolVersion": "2025-06-18",
                            "capabilities": {"tools": {"listChanged": True}, "logging": {}, **self.more()},
                            "serverInfo": {"name": "fake", "version": "1"},
                        },
                    }
                )
            case "tools/list":
                self.misbehave(self.behaviour.get("on_list"))
                send({"id": key, "result": {"tools": self.behaviour.get("tools", [ECHO])}})
            case "prompts/list":
                send({"id": key, "result": {"prompts": [{"name": "say"}]}})
            case "prompts/get":
                said = {"role": "user", "content": {"type": "text", "text": self.behaviour["prompt"]}}
                send({"id": key, "result": {"messages": [said]}})
            case "tools/call":
                self.call(key, message["params"])
            case "server/discover":
                send({"id": key, "error": {"code": -32601, "message": "Method not found"}})
            case _ if key is not None and "method" in message:
                send({"id": key, "result": {}})

    def more(self) -> Json:
        return {"prompts": {}} if "prompt" in self.behaviour else {}

    def call(self, key: Any, params: Json) -> None:
        behaviour = self.behaviour
        if "calls" in behaviour:
            with Path(behaviour["calls"]).open("a") as calls:
                calls.write(json.dumps(params) + "\n")
        how = behaviour.get("on_call")
        self.misbehave(how)
        if how == "error":
            send({"id": key, "error": {"code": -32000, "message": "It is broken"}})
            return
        text = behaviour.get("echo", f"echo: {params['arguments'].get('text')}")
        if how == "roots":
            send({"id": "roots-1", "method": "roots/list"})
            send({"method": "notifications/resources/updated", "params": {"uri": "demo://one"}})
            text = json.dumps({"client": self.client["capabilities"], "roots": self.answered("roots-1")})
        if how == "ask":
            text = f"it said {self.ask(behaviour['form'])}"
        send({"id": key, "result": {"content": [{"type": "text", "text": text}]}})
        if behaviour.get("announce"):
            send({"method": "notifications/tools/list_changed"})

    def ask(self, form: Json) -> str:
        send({"id": "ask-1", "method": "elicitation/create", "params": {"message": "Which?", "requestedSchema": form}})
        return json.dumps(self.answered("ask-1")["result"], sort_keys=True)

    @staticmethod
    def answered(question: str) -> Json:
        while (answer := receive()).get("id") != question:
            pass
        return answer

    @staticmethod
    def misbehave(how: str | None) -> None:
        match how:
            case "hang":
                time.sleep(3600)
            case "exit":
                os._exit(3)
            case "no json":
                sys.stdout.write("this is no JSON\n{\n[[[[\n\x00\n")
                sys.stdout.flush()
            case "flood":
                line = json.dumps(
                    {
                        "jsonrpc": "2.0",
                        "method": "notifications/message",
                        "params": {"level": "info", "data": "x" * 500},
                    }
                )
                while True:
                    sys.stdout.write(line + "\n")
            case "long":
                while True:
                    sys.stdout.write("x" * 65536)


if __name__ == "__main__":
    Server(Path(sys.argv[1])).run()
