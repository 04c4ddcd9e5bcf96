"""The benchmarks are a tool beside the client, no part of it: found by their folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
