"""How a frozen program, which has no Python to start, starts itself as a decoder; see `apart`."""

ARGUMENT = "--decode-worker"


def serve_if_asked(arguments: list[str]) -> bool:
    """Be a worker if the arguments (without the program's name) say so: the first thing a frozen program does."""
    if arguments != [ARGUMENT]:
        return False
    from whence_engine.files.apart import serve  # noqa: PLC0415 - with NumPy, which `whence --version` does without

    serve()
    return True
