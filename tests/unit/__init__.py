"""One folder for each of the source, one story for each promise."""
