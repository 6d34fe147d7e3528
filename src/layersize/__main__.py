"""`python -m layersize`."""

import sys

from layersize.cli import main

sys.exit(main())
