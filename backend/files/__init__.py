"""Attached files: kept under the hash of their bytes, known by their contents, made ready for models."""
