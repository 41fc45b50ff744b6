"""Where the frozen program `whence` starts."""

import sys

from whence_engine.cli.main import main
from whence_engine.files import frozen

if __name__ == "__main__" and not frozen.serve_if_asked(sys.argv[1:]):
    main()
