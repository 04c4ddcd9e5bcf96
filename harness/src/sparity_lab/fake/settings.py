"""Answers questions about settings, and changes them."""

from typing import Any

from sparity_lab.fake.sessions import SETTINGS, Session
from sparity_lab.record.schema import message_class
from sparity_lab.resilience.policy import EndCall
from sparity_lab.resilience.statuses import refused

_NO_ELEMENT = "java.util.NoSuchElementException"


def answer(session: Session, operation: Any) -> Any:
    """The response to one `Config` request.

    Raises:
        EndCall: a setting is asked for that has no value.
    """
    made = message_class("ConfigResponse")()
    settings = session.settings
    match operation.WhichOneof("op_type"):
        case "set":
            settings.update({pair.key: pair.value for pair in operation.set.pairs})
        case "unset":
            for key in operation.unset.keys:
                settings.pop(key, None)
                settings.update({key: SETTINGS[key]} if key in SETTINGS else {})
        case "get":
            for key in operation.get.keys:
                if key not in settings:
                    raise EndCall(_unknown(key))
                made.pairs.add(key=key, value=settings[key])
        case "get_with_default":
            for pair in operation.get_with_default.pairs:
                default = pair.value if pair.HasField("value") else None
                made.pairs.add(key=pair.key, value=settings.get(pair.key, default))
        case "get_option":
            for key in operation.get_option.keys:
                made.pairs.add(key=key, value=settings.get(key))
        case "get_all":
            prefix = operation.get_all.prefix
            for key, value in sorted(settings.items()):
                if key.startswith(prefix):
                    made.pairs.add(key=key.removeprefix(prefix), value=value)
        case "is_modifiable":
            for key in operation.is_modifiable.keys:
                made.pairs.add(key=key, value="true" if key.startswith("spark.sql.") else "false")
    return made


def _unknown(key: str) -> Any:
    return refused(
        "SQL_CONF_NOT_FOUND",
        f"The SQL config {key} cannot be found.",
        _NO_ELEMENT,
        sqlState="42K0I",
        messageParameters=f'{{"sqlConf": "\\"{key}\\""}}',
    )
