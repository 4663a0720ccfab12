"""`python -m tests.faults --seconds 300 --seed 7`: the long siege with figures; exit status 1 if anything is wrong."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.faults.outcome import table
from tests.faults.siege import Plan, Siege


def main() -> int:
    """Prints a table. With --keep the data folder stays for a look at it."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--kills", type=int, help="go on until so many; a third of the seconds if not said")
    parser.add_argument("--cuts", type=int, help="go on until so many; 17 a second if not said")
    parser.add_argument("--life", type=float, default=1.2, help="seconds a server lives, in the mean")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a folder for the data, kept afterwards")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="runnel-siege-") as temporary:
        kills = round(options.seconds / 3) if options.kills is None else options.kills
        cuts = round(options.seconds * 17) if options.cuts is None else options.cuts
        plan = Plan(seed=options.seed, seconds=options.seconds, kills=kills, cuts=cuts, mean_life_s=options.life)
        outcome = asyncio.run(Siege(plan, options.keep or Path(temporary)).run())
    print(table(outcome))
    for sentence in outcome.wrong[:40]:
        print("WRONG:", sentence)
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
