"""Conversations out of Runnel and back: files that a person reads, and archives that lose nothing."""
