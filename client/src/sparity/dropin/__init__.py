"""Makes `pyspark` resolve to `sparity` in this process; running whole programs is `__main__`.

Either `python -m sparity.dropin script.py`, or, before anything imports `pyspark`::

    import sparity.dropin

    sparity.dropin.install()
"""

from __future__ import annotations

import sys

from sparity.dropin.facade import Facade, release
from sparity.dropin.finder import Entry, Finder

_finder = Finder()


def install() -> None:
    """From now on, `pyspark` and all that is in it are modules of this package.

    A PySpark that is installed beside is not touched, and not used. Doing it again has no effect.

    Raises:
        RuntimeError: the real PySpark was imported already.

    Examples:
        >>> install()
        >>> from pyspark.sql import DataFrame
        >>> import sparity.sql
        >>> DataFrame is sparity.sql.DataFrame
        True
    """
    if _finder in sys.meta_path:
        return
    real = sorted(name for name in _loaded() if not isinstance(sys.modules[name], Facade))
    if real:
        place = getattr(sys.modules[real[0]], "__file__", None)
        raise RuntimeError(
            f"the real PySpark is in use already ({real[0]} from {place}), and both cannot be "
            "`pyspark` in one process: call sparity.dropin.install() before anything imports "
            "pyspark, or start the program with `python -m sparity.dropin`"
        )
    sys.meta_path.insert(0, _finder)
    sys.path_hooks.insert(0, Entry)


def uninstall() -> None:
    """Undo `install`: `pyspark` is again what is installed under that name, if anything.

    Names that a program already took stay what they are. Doing it again has no effect.
    """
    if _finder not in sys.meta_path:
        return
    sys.meta_path.remove(_finder)
    sys.path_hooks.remove(Entry)
    for name in _loaded():
        module = sys.modules.pop(name)
        if isinstance(module, Facade):
            release(module)
    for place, entry in list(sys.path_importer_cache.items()):
        if isinstance(entry, Entry):
            del sys.path_importer_cache[place]


def _loaded() -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == "pyspark"]


__all__ = ["install", "uninstall"]
