"""`RuntimeConf`: the configuration of a session, which lives on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity._globals import _NoValue
from sparity.plan.requests import ConfigRequest, KeyValue
from sparity.sql.arguments import require_str, wrong_type

if TYPE_CHECKING:
    from sparity.sql.wire import Wire


__all__ = ["RuntimeConf", "RuntimeConfig"]


def as_text(value: Any) -> str:
    """A configuration value as the server wants it: booleans in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class RuntimeConf:
    """Settings of a session: `spark.conf`.

    Since Spark 3.4.

    Examples:
        >>> spark.conf.set("spark.sql.shuffle.partitions", 4)
        >>> spark.conf.get("spark.sql.shuffle.partitions")
        '4'
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def set(self, key: str, value: str | int | bool) -> None:
        """Change one setting.

        Raises:
            TypeError: the key is no str, or the value neither str, int nor bool.
            AnalysisException: the server does not let it be changed.

        Since Spark 3.4.

        Examples:
            >>> spark.conf.set("spark.sql.ansi.enabled", True)
        """
        # The server refuses None, which is no value, with an error of its own.
        if not isinstance(key, str) or not isinstance(value, (str, int, bool, type(None))):
            raise TypeError("a configuration takes a str as key and a str, int or bool as value")
        self._wire.configure({key: None if value is None else as_text(value)})

    def get(self, key: str, default: Any = _NoValue) -> str | None:
        """One setting.

        Args:
            key: its name.
            default: what to give when it is not set; without one, that is an error.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            SparkNoSuchElementException: SQL_CONF_NOT_FOUND.

        Since Spark 3.4.

        Examples:
            >>> spark.conf.get("my.own", "none")
            'none'
        """
        require_str("key", key)
        if default is _NoValue:
            pairs = self._wire.config(get=ConfigRequest.Get(keys=(key,)))
        else:
            if default is not None and not isinstance(default, str):
                raise wrong_type("default", "str", default)
            pair = KeyValue(key=key, value=default)
            pairs = self._wire.config(get_with_default=ConfigRequest.GetWithDefault(pairs=(pair,)))
        return pairs[0][1]

    def unset(self, key: str) -> None:
        """Back to the default. Since Spark 3.4.

        Examples:
            >>> spark.conf.unset("spark.sql.ansi.enabled")
        """
        self._wire.config(unset=ConfigRequest.Unset(keys=(_key(key),)))

    @property
    def getAll(self) -> dict[str, str | None]:
        """All settings. Since Spark 4.0.

        Examples:
            >>> "spark.app.name" in spark.conf.getAll
            True
        """
        return dict(self._wire.config(get_all=ConfigRequest.GetAll()))

    def isModifiable(self, key: str) -> bool:
        """Whether a setting can be changed in a running session. Since Spark 3.4.

        Examples:
            >>> spark.conf.isModifiable("spark.master")
            False
        """
        pairs = self._wire.config(is_modifiable=ConfigRequest.IsModifiable(keys=(_key(key),)))
        return pairs[0][1] == "true"


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a configuration key must be a str, not {type(key).__name__}")
    return key


#: PySpark calls it so where its name is imported from this module.
RuntimeConfig = RuntimeConf
