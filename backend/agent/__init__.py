"""The agent: a run as a background task that writes itself into the log, and the tools it may use."""
