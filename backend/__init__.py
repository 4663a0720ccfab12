"""Runnel's server: one durable log, the agent that writes to it, and the loopback door in front."""
