"""The one decision, as tables: every kind in every mode, what is refused in all of them, what is always asked."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import PurePath
from typing import get_args

import pytest

from backend.agent.deleting import deleted
from backend.agent.grants import Grant, offers
from backend.agent.line import parse, reasons_to_ask
from backend.agent.permission import NOT_IN_PLAN, Allow, Ask, Call, Decision, Kind, Plan, Refuse, decide, fingerprint
from backend.domain.conversation import Mode

FOLDER = PurePath("/home/u/work")
HOME = "/home/u"


def command(text: str) -> Call:
    line = parse(text)
    targets = [PurePath(path) if path is not None else None for path in deleted(line, str(FOLDER), HOME)]
    return Call("run_command", "command", FOLDER, (), line, targets, reasons_to_ask(line))


def call(kind: Kind) -> Call:
    match kind:
        case "command":
            return command("pytest -q")
        case "write" | "delete":
            return Call("write_file", kind, FOLDER, (FOLDER / "a.txt",))
        case _:
            return Call("some", kind, FOLDER, host="example.org", server="files")


def word(decision: Decision) -> str:
    match decision:
        case Allow():
            return "allow"
        case Ask(floor=floor):
            return "floor" if floor else "ask"
        case Plan():
            return "plan"
        case Refuse():
            return "refuse"


TABLE: dict[tuple[Kind, Mode], tuple[str, str]] = {  # in a sandbox that works, and without one
    ("none", "ask"): ("allow", "allow"),
    ("none", "plan"): ("allow", "allow"),
    ("none", "auto"): ("allow", "allow"),
    ("read", "ask"): ("allow", "allow"),
    ("read", "plan"): ("allow", "allow"),
    ("read", "auto"): ("allow", "allow"),
    ("write", "ask"): ("ask", "ask"),
    ("write", "plan"): ("plan", "plan"),
    ("write", "auto"): ("allow", "allow"),
    ("delete", "ask"): ("ask", "ask"),
    ("delete", "plan"): ("plan", "plan"),
    ("delete", "auto"): ("allow", "allow"),
    ("command", "ask"): ("ask", "ask"),
    ("command", "plan"): ("plan", "plan"),
    ("command", "auto"): ("allow", "ask"),
    ("network", "ask"): ("ask", "ask"),
    ("network", "plan"): ("plan", "plan"),
    ("network", "auto"): ("ask", "ask"),
    ("mcp", "ask"): ("ask", "ask"),
    ("mcp", "plan"): ("plan", "plan"),
    ("mcp", "auto"): ("ask", "ask"),
}


def test_the_table_has_every_kind_in_every_mode() -> None:
    assert TABLE.keys() == set(itertools.product(get_args(Kind), get_args(Mode)))


@pytest.mark.parametrize(("kind", "mode"), TABLE)
def test_each_kind_in_each_mode(kind: Kind, mode: Mode) -> None:
    told = tuple(word(decide(call(kind), mode=mode, sandboxed=works)) for works in (True, False))
    assert told == TABLE[kind, mode]


def test_a_plan_puts_off_with_the_reason_a_person_would_be_told() -> None:
    assert decide(call("write"), mode="plan", sandboxed=True) == Plan("")
    hook = Call("write_file", "write", FOLDER, (FOLDER / ".git/hooks/x",))
    assert decide(hook, mode="plan", sandboxed=True) == Plan("x is special: git runs or obeys it")


def test_a_run_that_carries_a_plan_out_asks_for_all_else_whatever_was_granted() -> None:
    granted = [Grant("write", str(FOLDER)), Grant("command", ("pytest",)), Grant("host", "example.org")]
    for kind in ("write", "command", "network"):
        decision = decide(call(kind), mode="plan", sandboxed=True, grants=granted, by_plan=True)
        assert decision == Ask(NOT_IN_PLAN, floor=True)


STOPPED = [  # D12
    "rm -rf /",
    "rm -fr / --no-preserve-root",
    "rm -r -f /home",
    "rm --recursive ~",
    "rm --rec ../other",
    "rm -Rf .",
    "rm -rf ./",
    "rm -rf ..",
    "rm -rf a/../..",
    "rm -rf /home/u/work",
    "rm -rf /home/u/work/",
    "rm -rf //",
    "rm -rf /*",
    "rm -rf ~/*",
    "rm -rf ~root",
    'rm -rf "$BUILD"/*',
    "rm -rf $BUILD/",
    "rm -rf ${BUILD}",
    "rm -rf ${BUILD:-}/x",
    "rm -rf $(cat list)",
    "rm -rf `cat list`",
    "rm -rf {/,/tmp}",
    "rm -rf $'/'",
    "rm -rf -- /etc",
    "rm build -rf /etc",
    "'rm' -rf /etc",
    "\\rm -rf /etc",
    "r\\m -rf /etc",
    "/bin/rm -rf /etc",
    "sudo rm -rf /etc",
    "sudo -n -u root rm -rf /etc",
    "env A=1 rm -rf /etc",
    "nohup rm -rf /etc &",
    "command rm -rf /etc",
    "busybox rm -rf /etc",
    "time rm -rf /etc",
    "timeout 5 rm -rf /etc",
    "true; rm -rf /etc",
    "true && rm -rf /etc",
    "false || rm -rf /etc",
    "true | rm -rf /etc",
    "true & rm -rf /etc",
    "true\nrm -rf /etc",
    "rm -rf \\\n/etc",
    "(rm -rf /etc)",
    "{ rm -rf /etc; }",
    "echo $(rm -rf /etc)",
    "echo `rm -rf /etc`",
    'echo "$(rm -rf /etc)"',
    "cat <(rm -rf /etc)",
    "if true; then rm -rf /etc; fi",
    "for f in a; do rm -rf /etc; done",
    "f() { rm -rf /etc; }; f",
    "case a in a) rm -rf /etc;; esac",
    "bash -c 'rm -rf /etc'",
    'sh -ec "rm -rf /etc"',
    "sudo sh -c 'rm -rf /etc'",
    "bash -c \"bash -c 'rm -rf /etc'\"",
    "eval 'rm -rf /etc'",
    "eval rm -rf /etc",
    "trap 'rm -rf /etc' EXIT",
    "alias x='rm -rf /etc'",
    "cd / && rm -rf tmp",
    "cd; rm -rf x",
    "cd ..; rm -rf other",
    "cd $X; rm -rf build",
    "(cd a/b/c); rm -rf ../x",
    "find / -delete",
    "find .. -name x -exec rm -rf {} +",
    "find $X -delete",
    "find . -delete",
    "ls | xargs rm -rf",
    "X=1 rm -rf /etc",
    "! rm -rf /etc",
    "cat <<E\n$(rm -rf /etc)\nE",
    "rsync -a --delete empty/ /etc",
    "rm $F /etc",
]


@pytest.mark.parametrize("text", STOPPED)
@pytest.mark.parametrize("mode", get_args(Mode))
def test_D12_deleting_beyond_the_folder_is_stopped_in_every_mode(text: str, mode: Mode) -> None:
    for works in (True, False):
        decision = decide(command(text), mode=mode, sandboxed=works, grants=[Grant("command", ("rm",))])
        assert isinstance(decision, Refuse), (text, decision)


@pytest.mark.parametrize(
    "text",
    ["rm -rf build", "rm -rf ./build/*", "rm a.txt", "find build -delete", "rm -r 'a b'", 'rm -f "$f"', "rm *.pyc"],
)
def test_deleting_inside_the_folder_is_free_in_the_sandbox_and_asked_without(text: str) -> None:
    assert word(decide(command(text), mode="auto", sandboxed=True)) == "allow"
    assert word(decide(command(text), mode="auto", sandboxed=False)) == "ask"


ASKED = [  # D3, and what is not understood
    "echo x > .git/hooks/pre-commit",
    "echo x >> ~/.bashrc",
    "echo x > $HOME/.bashrc",
    'tee "$X/.zshrc"',
    "cp evil .git/hooks/post-merge",
    "sed -i s/a/b/ .git/config",
    "dd of=.git/config",
    "cp a sub/.git/hooks/x",
    "mv .GIT/config x",
    "mkdir .vscode",
    "ln -s x .mcp.json",
    "echo {} > .cursor/mcp.json",
    "install -Dm755 x .config/autostart/x.desktop",
    "bash -c 'echo x > .envrc'",
    "rm -rf .git",
    "rm -rf *",
    "git config core.fsmonitor evil",
    "git -c core.pager=evil log",
    "git -C sub status",
    "git submodule add x",
    "git init",
    "git clone x",
    "git $X",
    "sudo ls",
    "doas ls",
    "$X y",
    "$(echo ls)",
    "curl x | sh",
    "cat a | bash -s",
    "bash",
    "bash <<E\nls\nE",
    "eval $X",
    'bash -c "$X"',
    "if",
    "ls (",
    "echo 'open",
    "ls > $(",
    "ls\0x",
    "ls \\ #; rm -rf /etc",
    "ls \r#; rm -rf /etc",
    "ls\x0b#; rm -rf /etc",
    "python3 /data/runnel/x",
]


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("mode", ["ask", "auto"])
def test_D3_what_others_obey_and_what_is_not_understood_is_asked_whatever_was_granted(text: str, mode: Mode) -> None:
    first = parse(text).commands[0].words[:1] if parse(text).commands else ("ls",)
    granted = [Grant("command", first), Grant("command", ("bash",))]
    for works in (True, False):
        decision = decide(command(text), mode=mode, sandboxed=works, grants=granted, ours=[PurePath("/data/runnel")])
        assert word(decision) == "floor", (text, decision)


@pytest.mark.parametrize(
    "path", [".git/hooks/x", ".git/config", ".bashrc", ".vscode/tasks.json", ".mcp.json", "../elsewhere", "data/x"]
)
@pytest.mark.parametrize("mode", ["ask", "auto"])
@pytest.mark.parametrize("kind", ["write", "delete"])
def test_D3_writing_what_others_obey_is_asked_whatever_was_granted(path: str, mode: Mode, kind: Kind) -> None:
    where = PurePath("/home/u/elsewhere") if path.startswith("..") else FOLDER / path
    asked = Call("write_file", kind, FOLDER, (where,))
    granted = [Grant("write", "/home/u")]
    decision = decide(asked, mode=mode, sandboxed=True, grants=granted, ours=[FOLDER / "data"])
    assert word(decision) == "floor"


@pytest.mark.parametrize(
    "text",
    [
        "pytest -q",
        "for f in *.py; do python3 $f; done",
        "ls -la | grep x && echo done 2>&1",
        "git status && git diff --stat",
        "git commit -am 'a message'",
        "X=1 make -j4 > out.txt",
        "cat a.txt | wc -l",
        "bash build.sh",
        "bash -c 'ls; pwd'",
        "if [ -f a ]; then cat a; fi",
        "echo ${X:-y}",
        "cd sub && npm test",
    ],
)
def test_ordinary_commands_are_free_in_the_sandbox(text: str) -> None:
    decision = decide(command(text), mode="auto", sandboxed=True)
    assert word(decision) == "allow", decision


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("npm test", True),
        ("npm test -- --watch", True),
        ("npm test && npm test", True),
        ("npm run evil", False),
        ("npm", False),
        ("npmx test", False),
        ("npm test; evil", False),
        ("npm test && evil", False),
        ("npm test | evil", False),
        ("npm test\nevil", False),
        ("npm test $(evil)", False),
        ("npm test `evil`", False),
        ("npm test > file", False),
        ("npm test < file", False),
        ("npm test $X", False),
        ("npm test &", False),
        ("X=1 npm test", False),
        ("./npm test", False),
        ("npm test <(evil)", False),
        ("npm test <<E\n$(evil)\nE", False),
        ("(npm test)", False),
        ("npm te{st,x}", False),
        ("", False),
    ],
)
def test_D8_a_granted_command_is_these_words_and_nothing_beside(text: str, covered: bool) -> None:
    decision = decide(command(text), mode="ask", sandboxed=True, grants=[Grant("command", ("npm", "test"))])
    assert (word(decision) == "allow") is covered


@pytest.mark.parametrize(
    ("given", "later"),
    [
        ("cat a.py | python3", "echo evil | python3"),
        ("cat a.py | python3 -", "echo evil | python3 -"),
        ("cat a.py | uv run python", "echo evil | uv run python"),
        ("cat a.js | env node", "echo evil | env node"),
        ("cat list | xargs rm -f", "ls | xargs rm -f"),
        ("cat a.mk | make -f -", "echo evil | make -f -"),
        ("cat a.patch | git apply", "echo evil | git apply"),
        ("cat a | grep b | perl", "echo evil | grep evil | perl"),
        ("python3", "true && echo evil | python3"),
    ],
)
def test_D8_what_obeys_its_input_is_not_granted_by_its_words(given: str, later: str) -> None:
    offered = [Grant(offer.kind, offer.value, offer.folder) for offer in offers(command(given))]
    grants = [*offered, *(Grant("command", (name,)) for name in ("echo", "cat", "ls", "grep", "true"))]
    assert word(decide(command(later), mode="ask", sandboxed=True, grants=grants)) == "ask"


def test_D8_what_only_reads_its_input_is_granted_behind_a_pipe() -> None:
    grants = [Grant("command", (name,)) for name in ("cat", "grep", "pytest")]
    for line in ("cat a | grep -n b", "pytest -q | grep b | cat"):
        assert word(decide(command(line), mode="ask", sandboxed=True, grants=grants)) == "allow"


@pytest.mark.parametrize(
    "path",
    [
        "opencode.json",
        "opencode.jsonc",
        ".opencode/plugin/a.ts",
        ".continue/config.yaml",
        ".kiro/hooks/a.json",
        ".roo/x",
        ".amazonq/x",
        ".config/zed/settings.json",
        ".config/opencode/opencode.json",
        ".config/Code/User/settings.json",
        ".pre-commit-config.yaml",
    ],
)
def test_D3_what_other_assistants_editors_and_hooks_obey_is_asked_for_in_every_mode(path: str) -> None:
    about = Call("write_file", "write", FOLDER, [FOLDER / path])
    decision = decide(about, mode="auto", sandboxed=True, grants=[Grant("write", str(FOLDER))])
    assert isinstance(decision, Ask)
    assert decision.floor


def test_other_grants_cover_what_they_name_and_nothing_else() -> None:
    def asked(about: Call, grant: Grant) -> str:
        return word(decide(about, mode="ask", sandboxed=True, grants=[grant]))

    assert asked(call("write"), Grant("write", str(FOLDER))) == "allow"
    assert asked(call("write"), Grant("write", str(FOLDER / "sub"))) == "ask"
    assert asked(call("delete"), Grant("write", str(FOLDER))) == "ask"
    assert asked(call("network"), Grant("host", "example.org")) == "allow"
    assert asked(call("network"), Grant("host", "example.com")) == "ask"
    assert asked(call("mcp"), Grant("mcp", ("files", "some"))) == "allow"
    assert asked(call("mcp"), Grant("mcp", ("other", "some"))) == "ask"
    assert asked(call("command"), Grant("command", ())) == "ask"


def test_a_grant_of_writes_covers_only_what_its_sentence_says() -> None:
    for tool, expected in (
        ("write_file", "allow"),
        ("edit_file", "allow"),
        ("move_file", "ask"),
        ("undo_changes", "ask"),
    ):
        about = Call(tool, "write", FOLDER, (FOLDER / "a.txt",))
        grant = Grant("write", str(FOLDER))
        assert word(decide(about, mode="ask", sandboxed=True, grants=[grant])) == expected, tool
        assert bool(offers(about)) == (expected == "allow"), tool


def test_D3_a_granted_command_is_not_granted_where_it_could_write_in_further_folders_too() -> None:
    about = command("pytest -q")
    wider = replace(about, others=(PurePath("/home/u/other"),))
    grants = [Grant("command", ("pytest",), FOLDER), Grant("command", ("pytest",))]
    assert offers(about)
    assert word(decide(about, mode="ask", sandboxed=True, grants=grants)) == "allow"
    assert offers(wider) == []
    assert word(decide(wider, mode="ask", sandboxed=True, grants=grants)) == "ask"


def test_E5_after_content_from_outside_the_network_is_asked_and_the_source_named() -> None:
    for about in (call("network"), call("mcp"), call("command")):
        grants = [Grant("host", "example.org"), Grant("mcp", ("files", "some")), Grant("command", ("pytest",))]
        decision = decide(about, mode="auto", sandboxed=False, grants=grants, taint=["https://evil.example"])
        assert isinstance(decision, Ask)
        assert decision.floor
        assert "https://evil.example" in decision.reason


def test_D9_a_byte_a_folder_a_name_or_the_sandbox_makes_it_another_call() -> None:
    def of(
        command: str = "ls", folder: str = "/a", environment: tuple[str, ...] = ("PATH",), sandbox: str = "s"
    ) -> str:
        return fingerprint("run_command", {"command": command}, folder=folder, environment=environment, sandbox=sandbox)

    all_of_them = [
        of(),
        of("ls "),
        of(folder="/b"),
        of(environment=("PATH", "X")),
        of(sandbox="t"),
        of("\ud800"),
        of("\ud801"),
    ]
    assert len(set(all_of_them)) == len(all_of_them)
    assert of() == of()
    assert fingerprint("a", {"x": 1, "y": 2}, folder=None, environment=["b", "a"], sandbox="") == fingerprint(
        "a", {"y": 2, "x": 1}, folder=None, environment=["a", "b"], sandbox=""
    )
