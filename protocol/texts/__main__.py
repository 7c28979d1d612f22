"""``python -m protocol.texts --check``."""

import sys

from protocol.texts import main

sys.exit(main(sys.argv[1:]))
