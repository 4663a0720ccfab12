"""Where the agent's hands end: files inside one folder, and commands that end when they are told to."""
