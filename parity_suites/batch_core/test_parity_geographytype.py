"""The type of shapes on the globe: reference systems, algorithms, JSON; its values are in types."""

from parity_suites.batch_core.spatial_types import described, field_of
from parity_suites.case import case


@case(mirrors="geographytype.test_geographytype_specified_valid_srid", since="4.1")
def known_reference_system(T):
    """Longitude and latitude in degrees are the one system there is."""
    return described(T.GeographyType(4326))


@case(
    mirrors="geographytype.test_geographytype_specified_invalid_srid",
    since="4.1",
    params={
        "minus_one": {"srid": -1},
        "zero": {"srid": 0},
        "of_a_plane": {"srid": 3857},
        "huge": {"srid": 999999},
        "text_number": {"srid": "4326"},
        "lower_case": {"srid": "any"},
        "none": {"srid": None},
    },
)
def unknown_reference_systems(T, api, srid):
    """Numbers and texts that name no system of the globe are refused."""
    return api.error_of(lambda: T.GeographyType(srid))


@case(mirrors="geographytype.test_geographytype_any_specifier", since="4.1")
def any_reference_system(T):
    """A column whose shapes may each have a reference system of their own."""
    kind = T.GeographyType("ANY")
    return {
        **described(kind),
        "equal": kind == T.GeographyType("ANY"),
        "other": kind == T.GeographyType(4326),
    }


@case(mirrors="geographytype.test_geographytype_same_srid_values", since="4.1")
def equal_by_reference_system(T):
    """Types of one reference system are equal and one key of a dictionary."""
    pairs = [(T.GeographyType(srid), T.GeographyType(srid)) for srid in (4326, "ANY")]
    return {
        "equal": [a == b for a, b in pairs],
        "hash": [hash(a) == hash(b) for a, b in pairs],
        "keys": len({kind for pair in pairs for kind in pair}),
    }


@case(mirrors="geographytype.test_geographytype_different_srid_values", since="4.1")
def different_by_reference_system(T):
    """A mixture is another type than one system, and a plane is no globe."""
    return {
        "mixture": T.GeographyType(4326) == T.GeographyType("ANY"),
        "unequal": T.GeographyType(4326) != T.GeographyType("ANY"),
        "plane": T.GeographyType(4326) == T.GeometryType(4326),
        "mixtures": T.GeographyType("ANY") == T.GeometryType("ANY"),
    }


@case(
    mirrors="geographytype.test_geographytype_from_valid_crs_and_algorithm",
    since="4.1",
    params={
        "degrees": {"text": "geography(OGC:CRS84, SPHERICAL)"},
        "without_blank": {"text": "geography(OGC:CRS84,SPHERICAL)"},
        "without_algorithm": {"text": "geography(OGC:CRS84)"},
        "only_algorithm": {"text": "geography(SPHERICAL)"},
        "any": {"text": "geography(SRID:ANY, SPHERICAL)"},
        "default": {"text": "geography"},
    },
)
def read_from_json(T, text):
    """Reference system and algorithm in JSON give the type."""
    return described(field_of(T, text))


@case(
    mirrors="geographytype.test_geographytype_from_invalid_crs",
    since="4.1",
    params={
        "number": {"text": "geography(4326, SPHERICAL)"},
        "no_system": {"text": "geography(SRID:0, SPHERICAL)"},
        "of_a_plane": {"text": "geography(EPSG:3857, SPHERICAL)"},
        "lower_case": {"text": "geography(ogc:crs84, SPHERICAL)"},
        "empty": {"text": "geography()"},
    },
)
def unknown_systems_in_json(T, api, text):
    """Names of no system of the globe in JSON are refused."""
    return api.error_of(lambda: field_of(T, text))


@case(
    mirrors="geographytype.test_geographytype_from_invalid_algorithm",
    since="4.1",
    params={
        "unknown": {"text": "geography(OGC:CRS84, KARNEY)"},
        "lower_case": {"text": "geography(OGC:CRS84, spherical)"},
        "empty": {"text": "geography(OGC:CRS84, )"},
        "twice": {"text": "geography(OGC:CRS84, SPHERICAL, SPHERICAL)"},
    },
)
def unknown_algorithms_in_json(T, api, text):
    """Algorithms that Spark does not have are refused."""
    return api.error_of(lambda: field_of(T, text))


@case(mirrors="types.test_geography_json_serde", since="4.1")
def there_and_back_by_json(T):
    """A type becomes its own JSON and comes back from it, alone and nested."""
    kinds = [T.GeographyType(srid) for srid in (4326, "ANY")]
    schema = T.StructType(
        [
            T.StructField("many", T.ArrayType(kinds[0], False)),
            T.StructField("named", T.MapType(T.StringType(), kinds[1])),
        ]
    )
    return {
        "texts": [kind.json() for kind in kinds],
        "same": [field_of(T, kind.jsonValue()) == kind for kind in kinds],
        "nested": T.StructType.fromJson(schema.jsonValue()) == schema,
        "nested_json": schema.json(),
    }


@case(mirrors="geographytype.test_geographytype_specified_valid_srid", since="4.1")
def written_in_ddl(spark, T, api):
    """DDL names the reference system by number."""
    spark.range(1).collect()
    return {
        "number": T.StructType.fromDDL("g geography(4326)"),
        "any": T.StructType.fromDDL("g geography(any)"),
        "nested": T.StructType.fromDDL("g map<string, geography(4326)>"),
        "unknown": api.error_of(lambda: T.StructType.fromDDL("g geography(3857)")),
        "none": api.error_of(lambda: T.StructType.fromDDL("g geography")),
    }
