"""Where the frozen program `whence-desktop` starts."""

import sys

from whence_engine.files import frozen

if __name__ == "__main__" and not frozen.serve_if_asked(sys.argv[1:]):
    from whence_desktop.start import main  # a decoder does without Qt

    sys.exit(main())
