"""Sparity: a complete, light Spark Connect client for Python."""

from sparity.storagelevel import StorageLevel

__all__ = ["StorageLevel", "__version__"]


def __getattr__(name: str) -> str:
    if name == "__version__":
        import importlib.metadata  # slow to load, and seldom asked for

        return importlib.metadata.version("sparity")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
