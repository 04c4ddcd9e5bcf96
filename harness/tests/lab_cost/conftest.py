"""What the lab costs is measured by a tool beside it: found by its folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
