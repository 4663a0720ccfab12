"""Where a person's secrets lie, as far as programs agree: what no command in a sandbox may read.

Only what is there is named, with links resolved: a mask is put over the real folder, whatever name leads to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_AT_HOME = (
    # keys, tokens, passwords
    ".ssh",
    ".gnupg",
    ".aws",
    ".azure",
    ".kube",
    ".docker",
    ".config/containers",
    ".config/gcloud",
    ".config/gh",
    ".config/hub",
    ".config/glab-cli",
    ".config/doctl",
    ".config/heroku",
    ".config/rclone",
    ".config/op",
    ".config/sops",
    ".config/git/credentials",
    ".config/pip",
    ".config/pypoetry/auth.toml",
    ".git-credentials",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".my.cnf",
    ".boto",
    ".s3cfg",
    ".vault-token",
    ".terraform.d",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".gem/credentials",
    ".m2/settings.xml",
    ".gradle/gradle.properties",
    ".cache/huggingface/token",
    ".huggingface",
    ".password-store",
    ".local/share/keyrings",
    ".local/share/kwalletd",
    ".local/share/gnome-online-accounts",
    ".config/Bitwarden",
    ".config/1Password",
    ".config/KeePassXC",
    ".config/keepassxc",
    # browsers and mail, with their cookies and saved passwords
    ".mozilla",
    ".thunderbird",
    ".config/google-chrome",
    ".config/google-chrome-beta",
    ".config/chromium",
    ".config/BraveSoftware",
    ".config/microsoft-edge",
    ".config/vivaldi",
    ".config/opera",
    ".config/Signal",
    ".config/Slack",
    ".config/discord",
    ".local/share/evolution",
    ".local/share/TelegramDesktop",
    ".var/app",
    "snap",
    # other assistants, with their keys and chats
    ".claude",
    ".claude.json",
    ".config/Claude",
    ".codex",
    ".gemini",
    ".config/github-copilot",
    # what was typed
    ".bash_history",
    ".zsh_history",
    ".python_history",
    ".local/share/fish/fish_history",
)
_OF_SYSTEM = ("/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/sudoers.d", "/etc/ssh", "/etc/NetworkManager")


def secrets(home: Path, ours: Iterable[Path]) -> tuple[Path, ...]:
    """Files and folders that are there, each once, none inside another. `ours` are this app's own folders."""
    named = [*(home / name for name in _AT_HOME), *map(Path, _OF_SYSTEM), *ours]
    there = sorted({Path(os.path.realpath(path)) for path in named if os.path.lexists(path)})
    return tuple(path for path in there if path.exists() and not any(other in path.parents for other in there))
