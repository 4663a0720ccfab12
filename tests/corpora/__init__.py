"""Texts that several tests take: commands that hide others, and instructions in what an agent reads."""
