"""Files that hold secrets, by their names: what a chat that has read content from outside may not look into unasked."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

_FILE_NAMES = """.netrc _netrc .npmrc .yarnrc .pypirc .pgpass .my.cnf .git-credentials .boto .s3cfg .htpasswd
    .vault-token .dockercfg .bash_history .zsh_history .python_history id_rsa id_dsa id_ecdsa id_ed25519 shadow
    master.key wp-config.php terraform.tfstate kubeconfig"""
_FOLDER_NAMES = ".ssh .gnupg .aws .azure .kube .docker .password-store keyrings .vault"
_FILES, _FOLDERS = frozenset(_FILE_NAMES.split()), frozenset(_FOLDER_NAMES.split())
_ENDS = (".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".asc", ".tfvars", ".ovpn")
_WORDS = re.compile(r"(^|[._-])(secrets?|credentials?|passwords?|passwd|tokens?|api[._-]?keys?)([._-]|$)")
_CODE = re.compile(r"\.(py|js|mjs|cjs|ts|tsx|jsx|go|rs|java|kt|c|h|cc|cpp|hpp|rb|php|cs|swift|md|rst|html|css)$")
_EXAMPLE = re.compile(r"[._-](example|sample|template|dist)$")


def why_secret(path: str | PurePath) -> str | None:
    """Why this file may hold a secret, in words; None for an ordinary one. Case and unseen letters do not matter."""
    names = [_plain(name) for name in PurePath(path).parts]
    if any(name in _FOLDERS for name in names):
        return "keys or passwords lie there"
    name = names[-1] if names else ""
    if names[-2:] == [".git", "config"]:
        return "an address in it may hold a key"
    if name in _FILES or name.endswith(_ENDS):
        return "it holds keys or passwords"
    if (name == ".env" or name.startswith(".env.")) and not _EXAMPLE.search(name):
        return "it holds keys or passwords"
    if _WORDS.search(name) and not _CODE.search(name) and not _EXAMPLE.search(name):
        return "by its name it holds keys or passwords"
    return None


def _plain(name: str) -> str:
    seen = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return seen.casefold().rstrip(". ") or name
