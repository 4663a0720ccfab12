"""One file a tool. A tool returns text for the model, or raises ToolFailed with a sentence; it never ends the run."""
