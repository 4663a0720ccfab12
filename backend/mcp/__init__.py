"""Servers of tools that a person added (Model Context Protocol). An edge: it knows nothing of the log and of agents."""
