"""What settings are: values under names, given by keyword, that do not change afterwards.

Like a frozen dataclass. Those take a while to make, which every import of the public API would
have to wait for.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, Self, dataclass_transform


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Settings:
    """Fields are the annotated names of a subclass; a value in the class is the default."""

    _fields: ClassVar[tuple[str, ...]] = ()
    #: Fields whose values `repr` does not show.
    _hidden: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = (name for name in cls.__annotations__ if not name.startswith("_"))
        cls._fields = (*cls._fields, *own)

    def __init__(self, **given: Any) -> None:
        unknown = given.keys() - set(self._fields)
        missing = {name for name in self._fields if not hasattr(type(self), name)} - given.keys()
        for problem, names in (("takes no", unknown), ("needs", missing)):
            if names:
                listed = ", ".join(sorted(names))
                raise TypeError(f"{type(self).__qualname__} {problem} {listed}")
        vars(self).update(given)

    def replace(self, **changes: Any) -> Self:
        """The same with other values in the fields named."""
        return type(self)(**{**vars(self), **changes})

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__qualname__} is immutable; make a new one")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__qualname__} is immutable; make a new one")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = (name for name in self._fields if name not in self._hidden)
        listed = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({listed})"
