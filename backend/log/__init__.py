"""The durable log: facts go in by one writer, are numbered, committed, and only then seen by readers."""
