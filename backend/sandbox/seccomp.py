"""What Landlock knows nothing of, refused call by call: the filter that the kernel runs at each one (seccomp).

A part of `confine`, which starts with every command: nothing but the standard library, and little of it.
"""

from __future__ import annotations

import errno

DENIED = {  # by name, on x86-64 and on ARM
    # connections: no socket at all, for a path in the file system is an address too
    "socket": (41, 198),
    # other processes, other users' and the kernel's own business
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272), "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "fanotify_init": (300, 262),
    "open_by_handle_at": (304, 265), "syslog": (103, 116), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    # memory and messages that are shared by name
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semctl": (66, 191),
    "semop": (65, 193), "semtimedop": (220, 192), "msgget": (68, 186), "msgctl": (71, 187), "msgrcv": (70, 188),
    "msgsnd": (69, 189), "mq_open": (240, 180), "mq_unlink": (241, 181),
    # namespaces, mounts, the machine
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "mount_setattr": (442, 442), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "sethostname": (170, 161), "setdomainname": (171, 162), "vhangup": (153, 58), "iopl": (172, None),
    "ioperm": (173, None),
}  # fmt: skip
NOT_THERE = {  # programs have another way where these are not there
    "clone3": (435, 435), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
}  # fmt: skip
BY_ARGUMENT = {"socketpair": (53, 199), "clone": (56, 220), "ioctl": (16, 29), "prlimit64": (302, 261)}
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_NAMESPACES = 0x7E020000  # CLONE_NEW… of every kind
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_TO_TERMINAL = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX: type what another program reads
Step = tuple[int, int, int, int]  # code, then how many to skip if so, if not, and the value


def filter_for(machine: str) -> list[Step]:
    """The program that the kernel runs at every system call. Raises KeyError for an unknown architecture."""
    column, architecture = _ARCHITECTURES[machine]
    steps: list[Step] = [(_LOAD, 0, 0, _ARCHITECTURE), (_IF_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL)]
    steps.append((_LOAD, 0, 0, _NUMBER))
    if machine == "x86_64":  # the calls of 32-bit pointers have numbers of their own
        steps += [(_IF_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL)]
    for calls, error in ((DENIED, errno.EACCES), (NOT_THERE, errno.ENOSYS)):
        for numbers in calls.values():
            if numbers[column] is not None:
                steps += [(_IF_EQUAL, 0, 1, numbers[column] or 0), (_RETURN, 0, 0, _ERROR | error)]
    refuse: Step = (_RETURN, 0, 0, _ERROR | errno.EACCES)
    checks: dict[str, list[Step]] = {
        # a pair of connected streams; one of datagrams could be sent anywhere
        "socketpair": [
            (_LOAD, 0, 0, _ARGUMENTS), (_IF_EQUAL, 1, 0, 1), refuse,
            (_LOAD, 0, 0, _ARGUMENTS + 8), (_AND, 0, 0, 0xF), (_IF_EQUAL, 2, 0, 1), (_IF_EQUAL, 1, 0, 5), refuse,
        ],
        "clone": [(_LOAD, 0, 0, _ARGUMENTS), (_IF_ANY_BIT, 0, 1, _NAMESPACES), refuse],
        "ioctl": [
            (_LOAD, 0, 0, _ARGUMENTS + 8), (_IF_EQUAL, 1, 0, _TO_TERMINAL[0]), (_IF_EQUAL, 0, 1, _TO_TERMINAL[1]),
            refuse,
        ],
        "prlimit64": [(_LOAD, 0, 0, _ARGUMENTS), (_IF_EQUAL, 1, 0, 0), refuse],
    }  # fmt: skip
    for name, check in checks.items():
        steps += [(_IF_EQUAL, 0, len(check) + 1, BY_ARGUMENT[name][column]), *check, (_RETURN, 0, 0, _ALLOW)]
    return [*steps, (_RETURN, 0, 0, _ALLOW)]
