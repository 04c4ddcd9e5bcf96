"""The type of shapes on a plane: reference systems, JSON, equality; its values are in types."""

from parity_suites.batch_core.spatial_types import described, field_of
from parity_suites.case import case


@case(
    mirrors="geometrytype.test_geometrytype_specified_valid_srid",
    since="4.1",
    params={f"srid_{srid}": {"srid": srid} for srid in (0, 3857, 4326)},
)
def known_reference_systems(T, srid):
    """The numbers of reference systems that Spark knows."""
    return described(T.GeometryType(srid))


@case(
    mirrors="geometrytype.test_geometrytype_specified_invalid_srid",
    since="4.1",
    params={
        "minus_one": {"srid": -1},
        "minus_4612": {"srid": -4612},
        "one": {"srid": 1},
        "huge": {"srid": 999999},
        "text_number": {"srid": "4326"},
        "lower_case": {"srid": "any"},
        "empty": {"srid": ""},
        "none": {"srid": None},
        "fraction": {"srid": 43.26},
    },
)
def unknown_reference_systems(T, api, srid):
    """Numbers and texts that name no reference system are refused."""
    return api.error_of(lambda: T.GeometryType(srid))


@case(mirrors="geometrytype.test_geometrytype_any_specifier", since="4.1")
def any_reference_system(T):
    """A column whose shapes may each have a reference system of their own."""
    kind = T.GeometryType("ANY")
    return {
        **described(kind),
        "equal": kind == T.GeometryType("ANY"),
        "other": kind == T.GeometryType(4326),
    }


@case(mirrors="geometrytype.test_geometrytype_same_srid_values", since="4.1")
def equal_by_reference_system(T):
    """Types of one reference system are equal and one key of a dictionary."""
    pairs = [(T.GeometryType(srid), T.GeometryType(srid)) for srid in (0, 3857, 4326, "ANY")]
    return {
        "equal": [a == b for a, b in pairs],
        "hash": [hash(a) == hash(b) for a, b in pairs],
        "keys": len({kind for pair in pairs for kind in pair}),
    }


@case(mirrors="geometrytype.test_geometrytype_different_srid_values", since="4.1")
def different_by_reference_system(T):
    """Types of two reference systems differ, and so do the two spatial types."""
    kinds = [T.GeometryType(srid) for srid in (0, 3857, 4326, "ANY")]
    return {
        "equal": [[a == b for b in kinds] for a in kinds],
        "geography": T.GeometryType(4326) == T.GeographyType(4326),
        "binary": T.GeometryType(4326) == T.BinaryType(),
    }


@case(
    mirrors="geometrytype.test_geometrytype_from_valid_crs",
    since="4.1",
    params={
        "no_system": {"text": "geometry(SRID:0)"},
        "mercator": {"text": "geometry(EPSG:3857)"},
        "degrees": {"text": "geometry(OGC:CRS84)"},
        "any": {"text": "geometry(SRID:ANY)"},
        "default": {"text": "geometry"},
    },
)
def read_from_json(T, text):
    """The name of a reference system in JSON gives its type."""
    return described(field_of(T, text))


@case(
    mirrors="geometrytype.test_geometrytype_from_invalid_crs",
    since="4.1",
    params={
        "number": {"text": "geometry(4326)"},
        "no_number": {"text": "geometry(SRID:)"},
        "unknown": {"text": "geometry(SRID:1)"},
        "other_authority": {"text": "geometry(ESRI:102100)"},
        "lower_case": {"text": "geometry(ogc:crs84)"},
        "empty": {"text": "geometry()"},
        "algorithm": {"text": "geometry(OGC:CRS84, SPHERICAL)"},
    },
)
def unknown_names_in_json(T, api, text):
    """Names of no reference system in JSON are refused."""
    return api.error_of(lambda: field_of(T, text))


@case(mirrors="types.test_geometry_json_serde", since="4.1")
def there_and_back_by_json(T):
    """A type becomes its own JSON and comes back from it, alone and nested."""
    kinds = [T.GeometryType(srid) for srid in (0, 3857, 4326, "ANY")]
    schema = T.StructType(
        [
            T.StructField("many", T.ArrayType(kinds[1], False)),
            T.StructField("named", T.MapType(T.StringType(), kinds[3])),
        ]
    )
    return {
        "texts": [kind.json() for kind in kinds],
        "same": [field_of(T, kind.jsonValue()) == kind for kind in kinds],
        "nested": T.StructType.fromJson(schema.jsonValue()) == schema,
        "nested_json": schema.json(),
    }


@case(mirrors="geometrytype.test_geometrytype_specified_valid_srid", since="4.1")
def written_in_ddl(spark, T, api):
    """DDL names the reference system by number."""
    spark.range(1).collect()
    return {
        "number": T.StructType.fromDDL("g geometry(3857)"),
        "any": T.StructType.fromDDL("g geometry(any)"),
        "nested": T.StructType.fromDDL("g array<geometry(0)>"),
        "unknown": api.error_of(lambda: T.StructType.fromDDL("g geometry(1)")),
        "none": api.error_of(lambda: T.StructType.fromDDL("g geometry")),
    }
