"""Windows' way to end a command with all that it started: a job, which none of it can leave, and which ends with us.

The command is started suspended and runs only once it is in the job, so that nothing it starts is outside. This is no
sandbox: in it a command may do all that the person may. Not run on Windows yet; what it asks of Windows is tested.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Protocol

SUSPENDED = 0x00000004  # CREATE_SUSPENDED, for the flags of the process
_KILL_ON_CLOSE, _EXTENDED_LIMITS = 0x2000, 9


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class Calls(Protocol):
    """What is asked of Windows. Each raises OSError where Windows refuses."""

    def create(self, limits: Limits) -> int: ...
    def assign(self, job: int, process: int) -> None: ...
    def resume(self, process: int) -> None: ...
    def terminate(self, job: int) -> None: ...
    def close(self, job: int) -> None: ...


class Job:
    """One command's. If this program dies, Windows closes it, and everything in it ends."""

    def __init__(self, calls: Calls | None = None) -> None:
        self._calls = calls if calls is not None else _of_windows()
        limits = Limits()
        limits.BasicLimitInformation.LimitFlags = _KILL_ON_CLOSE
        self._handle: int | None = self._calls.create(limits)

    def take(self, process: int) -> None:
        """Lets a suspended process run, in the job. Raises OSError: then it never ran a step of its own."""
        assert self._handle is not None, "it has ended"
        self._calls.assign(self._handle, process)
        self._calls.resume(process)

    def end(self) -> None:
        """Ends whatever is in it. Again does nothing."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            try:
                self._calls.terminate(handle)
            finally:
                self._calls.close(handle)


if sys.platform == "win32":

    def _of_windows() -> Calls:
        from ctypes import wintypes

        kernel, system = ctypes.WinDLL("kernel32", use_last_error=True), ctypes.WinDLL("ntdll")
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.TerminateJobObject.argtypes = (wintypes.HANDLE, wintypes.UINT)
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        system.NtResumeProcess.argtypes = (
            wintypes.HANDLE,
        )  # there is no other way to it: Popen closes the thread's handle

        def checked(done: int) -> None:
            if not done:
                raise ctypes.WinError(ctypes.get_last_error())

        class Windows:
            def create(self, limits: Limits) -> int:
                handle = kernel.CreateJobObjectW(None, None)
                checked(handle)
                checked(
                    kernel.SetInformationJobObject(
                        handle, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
                    )
                )
                return int(handle)

            def assign(self, job: int, process: int) -> None:
                checked(kernel.AssignProcessToJobObject(job, process))

            def resume(self, process: int) -> None:
                checked(system.NtResumeProcess(process) >= 0)

            def terminate(self, job: int) -> None:
                checked(kernel.TerminateJobObject(job, 1))

            def close(self, job: int) -> None:
                checked(kernel.CloseHandle(job))

        return Windows()

else:

    def _of_windows() -> Calls:
        raise OSError("jobs are Windows' own")
