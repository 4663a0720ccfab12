"""A program that gives its rights away and becomes the command: Landlock for files, seccomp for the rest (Linux).

For systems where bubblewrap is not allowed to make namespaces. It is a process of its own, because what it does to
itself cannot be taken back, and imports little, because it starts with every command. In the packaged app it is the app
itself (`desktop.__main__`), so nothing but the standard library is known here, and `seccomp` beside. There is a package
for each half of this (landlockpy, pyseccomp): the one runs `ldconfig` at every start to find a C library, the other
needs libseccomp.

Three processes: the leader, which the caller waits for and kills; the keeper, which every process of the command falls
to and which ends them all when the command or the leader has ended; and the command.

What this cannot do is said by the self-test and in the README. Landlock grants and takes nothing away, so hidden is
what nothing on the way was granted for; permissions, owners and times of files are none of its business.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import signal
import stat
import sys

from backend.sandbox.seccomp import filter_for

OLDEST_ABI = 3  # before it, a file could be emptied that may not be written
_SIGNALS_ABI, _TCP_ABI, _IOCTL_ABI = 6, 4, 5
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_MAKE_CHAR, _MAKE_BLOCK, _TRUNCATE, _IOCTL_DEV = 1 << 6, 1 << 11, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV  # others are of folders alone
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_HIDDEN = ("/tmp", "/var/tmp", "/run", "/dev")  # noqa: S108  the command has a temporary folder of its own
_NO_NEW_PRIVILEGES, _SECCOMP, _SUBREAPER, _DROP_CAPABILITY, _AMBIENT = 38, 22, 36, 24, 47
_MARK = b"RUNNEL_COMMAND"
FAILED = 126  # exit status where the walls could not be built: then the command was not run
MADE_BY_PACKAGE = ("_PYI_", "LD_LIBRARY_PATH", "_MEIPASS")  # what the packaged app puts into its own environment


# --- Landlock ---------------------------------------------------------------------------------------------------
class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("tcp", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def abi() -> int:
    """Which Landlock this kernel has; 0 for none."""
    return max(0, int(_libc().syscall(_CREATE_RULESET, None, 0, 1)))


def readable(masked: frozenset[str], folder: str = "/") -> list[str]:
    """What is to be granted so that everything can be read but `masked`: the topmost places without any of it.

    Links are left out: what they lead to has a place of its own.
    """
    found = []
    for name in os.listdir(folder):  # noqa: PTH208  every import costs time here
        path = os.path.join(folder, name)  # noqa: PTH118
        if path in masked or os.path.islink(path):  # noqa: PTH114
            continue
        if any(other.startswith(path + "/") for other in masked):
            found += readable(masked, path) if os.access(path, os.R_OK) else []
        else:
            found.append(path)
    return found


def restrict(writable: list[str], masked: list[str], free: list[str]) -> None:
    """From here on this process and what it starts can do no more than that. Raises OSError, KeyError."""
    version = abi()
    if version < OLDEST_ABI:
        raise OSError(errno.EOPNOTSUPP, "this kernel's Landlock is too old")
    every = (1 << (16 if version >= _IOCTL_ABI else 15)) - 1
    rules = _Ruleset(every, 3 if version >= _TCP_ABI else 0, 3 if version >= _SIGNALS_ABI else 0)
    ruleset = _checked(_libc().syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.sizeof(rules), 0))
    for path in (*readable(frozenset((*masked, *_HIDDEN))), *free):
        _grant(ruleset, path, _READ)
    for name in _DEVICES:
        _grant(ruleset, "/dev/" + name, (_READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV) & every)
    for path in writable:
        _grant(ruleset, path, every & ~(_MAKE_CHAR | _MAKE_BLOCK | _IOCTL_DEV))
    libc = _libc()
    libc.prctl(_AMBIENT, 4, 0, 0, 0)
    for capability in range(64):
        libc.prctl(_DROP_CAPABILITY, capability, 0, 0, 0)
    _checked(libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()))
    _checked(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)
    steps = filter_for(os.uname().machine)
    packed = b"".join(
        code.to_bytes(2, sys.byteorder) + bytes((yes, no)) + value.to_bytes(4, sys.byteorder)
        for code, yes, no, value in steps
    )
    program = _Program(len(steps), ctypes.cast(ctypes.c_char_p(packed), ctypes.c_void_p))
    _checked(libc.prctl(_SECCOMP, 2, ctypes.byref(program), 0, 0))


def _grant(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # it has gone, or nobody may look there
        return
    try:
        mode = os.fstat(place).st_mode
        if not stat.S_ISDIR(mode):
            rights &= _OF_FILES
        if rights and not stat.S_ISLNK(mode):
            _checked(_libc().syscall(_ADD_RULE, ruleset, 1, ctypes.byref(_Beneath(rights, place)), 0))
    finally:
        os.close(place)


def _libc() -> ctypes.CDLL:
    global _library
    if _library is None:
        _library = ctypes.CDLL(None, use_errno=True)
        _library.syscall.restype = ctypes.c_long
        _library.getenv.restype = ctypes.c_void_p
    return _library


_library: ctypes.CDLL | None = None


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return int(result)


# --- the three processes ----------------------------------------------------------------------------------------
def main(arguments: list[str]) -> int:
    """`--workspace DIR [--further DIR …] [--readable DIR …] [--masked PATH …] -- command …`.

    Answers the exit status, or dies of the command's signal.
    """
    at = arguments.index("--")
    options, command = arguments[:at], arguments[at + 1 :]
    given = [(options[i], options[i + 1]) for i in range(0, at, 2)]
    folders = [value for name, value in given if name in ("--workspace", "--further")]  # the first to begin in
    free = [value for name, value in given if name == "--readable"]  # also where it lies in a folder that is hidden
    masked = [value for name, value in given if name == "--masked"]
    alive, held = os.pipe()
    listening, telling = os.pipe()
    keeper = os.fork()
    if keeper == 0:
        os.close(held)
        os.close(listening)
        code, status = _keep(alive, folders, free, masked, command)
        os.write(telling, b"%d %d" % (code, status))
        os._exit(0)
    os.close(alive)
    os.close(telling)
    for descriptor in (0, 1, 2):  # the command's alone, so that its end is seen
        os.close(descriptor)
    told = os.read(listening, 100).split()
    os.waitpid(keeper, 0)
    if len(told) != 2:
        return FAILED
    code, status = int(told[0]), int(told[1])
    if code != os.CLD_EXITED:
        if status not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(status, signal.SIG_DFL)
        os.kill(os.getpid(), status)
    return status


def _keep(alive: int, folders: list[str], free: list[str], masked: list[str], command: list[str]) -> tuple[int, int]:
    """Waits for the command or for the leader's end, then ends whatever is left of the command. Answers how it ended:
    one of CLD_…, and its status or signal."""
    libc = _libc()
    _checked(libc.prctl(_SUBREAPER, 1, 0, 0, 0))
    temporary = os.path.join(os.environ.get("TMPDIR") or "/tmp", "runnel-" + os.urandom(8).hex())  # noqa: S108, PTH118
    os.mkdir(temporary, 0o700)  # noqa: PTH102
    child = os.fork()  # before `setsid`: it stays in the group that the caller kills
    if child == 0:
        os._exit(_become(folders, temporary, free, masked, command))
    os.setsid()
    mark = libc.getenv(_MARK)
    if mark:  # whoever looks for processes of this command is not to find the one that ends them
        ctypes.memset(mark, 0, len(os.environb.get(_MARK, b"")))
    for descriptor in (0, 1, 2):
        os.close(descriptor)
    ended = os.pidfd_open(child)
    select.select([alive, ended], [], [])
    result = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG)
    _end_all()
    _remove(temporary)
    return (result.si_code, result.si_status) if result is not None else (os.CLD_EXITED, FAILED)


def _become(folders: list[str], temporary: str, free: list[str], masked: list[str], command: list[str]) -> int:
    own = {"TMPDIR": temporary, "XDG_CACHE_HOME": temporary + "/cache"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(MADE_BY_PACKAGE)}
    try:
        restrict([*folders, temporary], masked, free)
        os.chdir(folders[0])
        for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):  # Python's own ways with them
            signal.signal(number, signal.SIG_DFL)
        os.execvpe(command[0], command, {**kept, **own})  # noqa: S606
    except (OSError, KeyError) as error:
        os.write(2, f"The sandbox could not be built: {error}\n".encode())
    return FAILED


def _end_all() -> None:
    """Kills what is left until nothing is. A child's children fall to this process when it dies."""
    me = os.getpid()
    while True:
        for pid in _children(me):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children(parent: int) -> list[int]:
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208
        if name.isdecimal():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123
                    fields = file.read().rpartition(b") ")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent and fields[0] != b"Z":
                found.append(int(name))
    return found


def _remove(folder: str) -> None:
    for path, folders, files in os.walk(folder, topdown=False):
        for name in (*files, *folders):
            below = os.path.join(path, name)  # noqa: PTH118
            try:
                os.rmdir(below) if name in folders and not os.path.islink(below) else os.unlink(below)  # noqa: PTH106, PTH108, PTH114
            except OSError:
                continue
    try:
        os.rmdir(folder)  # noqa: PTH106
    except OSError:  # something in it cannot be removed
        return
