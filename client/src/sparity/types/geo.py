"""Shapes on a plane and on the globe, and their types; computes nothing with them."""

from typing import Any, ClassVar

from sparity.errors import IllegalArgumentException, PySparkValueError
from sparity.types.base import AtomicType

_ANY = "ANY"


class SpatialType(AtomicType):
    """What the two spatial types share.

    Args:
        srid: the number of the spatial reference system, or `"ANY"` for a mixture.

    Raises:
        IllegalArgumentException: Spark does not know the number.
    """

    MIXED_SRID: ClassVar[int] = -1
    MIXED_CRS: ClassVar[str] = "SRID:ANY"
    _systems: ClassVar[dict[int, str]]

    def __init__(self, srid: int | str) -> None:
        if srid == _ANY:
            self.srid, self._crs = self.MIXED_SRID, self.MIXED_CRS
        elif isinstance(srid, int) and srid in self._systems:
            self.srid, self._crs = srid, self._systems[srid]
        else:
            raise IllegalArgumentException(
                errorClass="ST_INVALID_SRID_VALUE", messageParameters={"srid": str(srid)}
            )

    @classmethod
    def _srid_of(cls, crs: str) -> int | str:
        """The argument that gives a type with this reference system.

        Raises:
            IllegalArgumentException: Spark does not know it.
        """
        if crs == cls.MIXED_CRS:
            return _ANY
        by_name = {name: srid for srid, name in cls._systems.items()}
        if crs not in by_name:
            raise IllegalArgumentException(
                errorClass="ST_INVALID_CRS_VALUE", messageParameters={"crs": crs}
            )
        return by_name[crs]

    def _argument(self) -> str:
        return _ANY if self.srid == self.MIXED_SRID else str(self.srid)

    def simpleString(self) -> str:
        """The name with the reference system's number, or `any`. Since Spark 4.1."""
        return f"{self.typeName()}({self._argument().lower()})"

    def needConversion(self) -> bool:
        """Always. Since Spark 4.1."""
        return True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._argument()})"


class GeometryType(SpatialType):
    """Shapes on a plane.

    Args:
        srid: the number of the spatial reference system, or `"ANY"`.

    Raises:
        IllegalArgumentException: Spark does not know the number.

    Since Spark 4.1.
    """

    DEFAULT_SRID: ClassVar[int] = 4326
    DEFAULT_CRS: ClassVar[str] = "OGC:CRS84"

    _systems: ClassVar[dict[int, str]] = {0: "SRID:0", 3857: "EPSG:3857", 4326: "OGC:CRS84"}

    def jsonValue(self) -> str:
        """The name with the reference system's name. Since Spark 4.1."""
        return f"geometry({self._crs})"

    def toInternal(self, geometry: Any) -> Any:
        """The parts of a `Geometry`.

        Raises:
            PySparkValueError: the value is no `Geometry`.

        Since Spark 4.1.
        """
        if geometry is None:
            return None
        if not isinstance(geometry, Geometry):
            raise PySparkValueError(errorClass="MALFORMED_GEOMETRY")
        return {"srid": geometry.srid, "wkb": geometry.wkb}

    def fromInternal(self, obj: Any) -> Any:
        """The `Geometry` made of its parts. Since Spark 4.1."""
        return None if obj is None else Geometry(obj["wkb"], obj["srid"])


class GeographyType(SpatialType):
    """Shapes on the globe.

    Args:
        srid: the number of the spatial reference system, or `"ANY"`.

    Raises:
        IllegalArgumentException: Spark does not know the number.

    Since Spark 4.1.
    """

    DEFAULT_SRID: ClassVar[int] = 4326
    DEFAULT_CRS: ClassVar[str] = "OGC:CRS84"

    DEFAULT_ALG: ClassVar[str] = "SPHERICAL"
    _systems: ClassVar[dict[int, str]] = {4326: "OGC:CRS84"}

    def __init__(self, srid: int | str) -> None:
        super().__init__(srid)
        self._alg = self.DEFAULT_ALG

    def jsonValue(self) -> str:
        """The name with reference system and algorithm. Since Spark 4.1."""
        return f"geography({self._crs}, {self._alg})"

    def toInternal(self, geography: Any) -> Any:
        """The parts of a `Geography`.

        Raises:
            PySparkValueError: the value is no `Geography`.

        Since Spark 4.1.
        """
        if geography is None:
            return None
        if not isinstance(geography, Geography):
            raise PySparkValueError(errorClass="MALFORMED_GEOGRAPHY")
        return {"srid": geography.srid, "wkb": geography.wkb}

    def fromInternal(self, obj: Any) -> Any:
        """The `Geography` made of its parts. Since Spark 4.1."""
        return None if obj is None else Geography(obj["wkb"], obj["srid"])


class _Shape:
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, wkb: bytes, srid: int) -> None:
        self.wkb = wkb
        self.srid = srid

    def getBytes(self) -> bytes:
        """The shape as well-known binary. Since Spark 4.1."""
        return self.wkb

    def getSrid(self) -> int:
        """The number of its spatial reference system. Since Spark 4.1."""
        return self.srid

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Shape)
            and type(self) is type(other)
            and (self.wkb, self.srid) == (other.wkb, other.srid)
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.wkb!r}, {self.srid!r})"


class Geometry(_Shape):
    """One shape on a plane.

    Args:
        wkb: the shape as well-known binary.
        srid: the number of its spatial reference system.

    Since Spark 4.1.
    """

    @classmethod
    def fromWKB(cls, wkb: bytes, srid: int) -> "Geometry":
        """A shape from well-known binary. Since Spark 4.1."""
        return cls(wkb, srid)


class Geography(_Shape):
    """One shape on the globe.

    Args:
        wkb: the shape as well-known binary.
        srid: the number of its spatial reference system.

    Since Spark 4.1.
    """

    @classmethod
    def fromWKB(cls, wkb: bytes, srid: int) -> "Geography":
        """A shape from well-known binary. Since Spark 4.1."""
        return cls(wkb, srid)
