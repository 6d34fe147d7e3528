"""layersize that waits for engines as long as a slow machine needs to complete a name."""

from __future__ import annotations

import sys

from cli.processes import LONGEST_SECONDS
from layersize.cli import image_completion, main

image_completion.MOST_SECONDS = LONGEST_SECONDS

if __name__ == "__main__":
    sys.exit(main())
