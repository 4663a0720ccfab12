"""The only code that knows HTTP: the door, a file for each noun, and the stream."""
