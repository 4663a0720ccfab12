"""The built-in assistant: fixed commands and plain phrases. No language model, no key, no network; it says so."""
