"""Runnel under fire, from outside: killed, cut, frozen, retried. `python -m tests.faults --seconds 300 --seed 7`."""
