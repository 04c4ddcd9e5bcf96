"""What PySpark's examples write into the folder they work in, and its removal."""

import shutil
from pathlib import Path

_WRITTEN = ("*.parquet", "*.orc", "output*", "data")


def remove_leftovers(folder: Path) -> None:
    """Remove what examples wrote, so that the next can write it again."""
    for pattern in _WRITTEN:
        for left in folder.glob(pattern):
            shutil.rmtree(left)
