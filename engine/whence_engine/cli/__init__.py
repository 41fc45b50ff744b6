"""The `whence` command: a thin reader of the engine's generators. Data to standard output, talk to standard error."""
