"""`SparkConf`: settings collected before there is a session; later ones are `spark.conf`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sparity.errors import PySparkRuntimeError


class SparkConf:
    """Settings for `SparkSession.builder.config(conf=…)`.

    Args:
        loadDefaults: has no effect: there are no system properties to load from.

    Since Spark 3.4.

    Examples:
        >>> SparkConf().setAppName("report").get("spark.app.name")
        'report'
    """

    def __init__(self, loadDefaults: bool = True) -> None:
        self._settings: dict[str, str] = {}

    def set(self, key: str, value: Any) -> SparkConf:
        """Change one setting. Since Spark 3.4."""
        self._settings[key] = str(value)
        return self

    def setIfMissing(self, key: str, value: Any) -> SparkConf:
        """Change one setting if it is not there. Since Spark 3.4."""
        return self if self.contains(key) else self.set(key, value)

    def setMaster(self, value: str) -> SparkConf:
        """Name a master; a Spark Connect client has no use for it. Since Spark 3.4."""
        return self.set("spark.master", value)

    def setAppName(self, value: str) -> SparkConf:
        """Name the application. Since Spark 3.4."""
        return self.set("spark.app.name", value)

    def setSparkHome(self, value: str) -> SparkConf:
        """Say where the executors find Spark. Since Spark 3.4."""
        return self.set("spark.home", value)

    def setExecutorEnv(
        self,
        key: str | None = None,
        value: str | None = None,
        pairs: Iterable[tuple[str, str]] | None = None,
    ) -> SparkConf:
        """Set environment variables of the executors.

        Args:
            key: name of one variable, with `value`.
            value: its value.
            pairs: several names and values, instead of the two.

        Raises:
            PySparkRuntimeError: KEY_VALUE_PAIR_REQUIRED, with both ways or none.

        Since Spark 3.4.
        """
        if (key is None) == (pairs is None):
            raise PySparkRuntimeError(errorClass="KEY_VALUE_PAIR_REQUIRED", messageParameters={})
        for name, text in pairs if pairs is not None else [(key, value)]:
            self.set(f"spark.executorEnv.{name}", text)
        return self

    def setAll(self, pairs: Iterable[tuple[str, Any]]) -> SparkConf:
        """Change several settings. Since Spark 3.4."""
        for key, value in pairs:
            self.set(key, value)
        return self

    def get(self, key: str, defaultValue: str | None = None) -> str | None:
        """One setting, else the default. Since Spark 3.4."""
        return self._settings.get(key, defaultValue)

    def getAll(self) -> list[tuple[str, str]]:
        """All settings as pairs. Since Spark 3.4."""
        return list(self._settings.items())

    def contains(self, key: str) -> bool:
        """Whether a setting is there. Since Spark 3.4."""
        return key in self._settings

    def toDebugString(self) -> str:
        """All settings, one a line. Since Spark 3.4.

        Examples:
            >>> SparkConf().set("a", 1).toDebugString()
            'a=1'
        """
        return "\n".join(f"{key}={value}" for key, value in self._settings.items())


__all__ = ["SparkConf"]
