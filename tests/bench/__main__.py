"""The stream's tables, one after the other, with the machine they were made on.

uv run --group test python -m tests.bench
"""

from __future__ import annotations

import asyncio
import os
import platform
import time
from pathlib import Path

from tests.bench import length, readers, size, stream


def machine() -> str:
    """Day, processor, system, Python, and how busy it was before this began."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores of {names[0] if names else platform.processor()}, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"load before {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    print(machine())
    print("\nLatency and throughput\n", flush=True)
    stream.main()
    print("\nA token in a short chat and in a long one\n", flush=True)
    length.main()
    print("\nA token on the disk\n", flush=True)
    size.main()
    print("\nOther calls beside crowds of readers\n", flush=True)
    asyncio.run(readers.main())


if __name__ == "__main__":
    main()
