"""The launcher and its parts, with fakes."""
