"""Values, errors, limits and settings: the words everything else is written in. Imports nothing of ours."""
