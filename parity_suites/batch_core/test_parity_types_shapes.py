"""Values of the spatial types: there and back, nested, inferred, of several reference systems."""

from parity_suites.batch_core.attempts import created
from parity_suites.case import case

POINT = bytes.fromhex("0101000000000000000000F03F0000000000000040")


def enable_shapes(spark):
    """Spatial types are behind a setting."""
    spark.conf.set("spark.sql.geospatial.enabled", "true")


@case(mirrors="types.test_geospatial_encoding", since="4.1")
def shapes_to_the_server(spark, T):
    """Shapes of Python arrive with their bytes and reference system."""
    enable_shapes(spark)
    schema = T.StructType().add("g", T.GeometryType(0)).add("h", T.GeographyType(4326))
    frame = spark.createDataFrame(
        [(T.Geometry.fromWKB(POINT, 0), T.Geography.fromWKB(POINT, 4326)), (None, None)], schema
    )
    return frame.selectExpr(
        "hex(st_asbinary(g)) as gb", "st_srid(g) as gs", "hex(st_asbinary(h)) as hb", "g", "h"
    )


@case(mirrors="types.test_geospatial_result_encoding", since="4.1")
def shapes_from_the_server(spark):
    """Shapes of the server become objects with bytes and reference system."""
    enable_shapes(spark)
    row = spark.sql(
        f"select st_geomfromwkb(x'{POINT.hex()}') as g, st_geogfromwkb(x'{POINT.hex()}') as h,"
        f" st_setsrid(st_geomfromwkb(x'{POINT.hex()}'), 3857) as m"
    ).first()
    return {
        "row": row,
        "bytes": row.g.getBytes(),
        "srids": [row.g.getSrid(), row.h.getSrid(), row.m.getSrid()],
        "equal": row.g == row.g,
        "kinds": row.g == row.h,
        "systems": row.g == row.m,
        "repr": repr(row.g),
    }


@case(mirrors="types.test_geospatial_create_dataframe", since="4.1")
def frames_of_shapes(spark, T, api):
    """Shapes in rows, nested, and of a reference system that the column does not have."""
    enable_shapes(spark)
    point, other = T.Geometry.fromWKB(POINT, 4326), T.Geometry.fromWKB(POINT, 3857)
    return {
        "nested": spark.createDataFrame(
            [([point], {"k": point}, (point,))],
            "l array<geometry(4326)>, m map<string,geometry(4326)>, s struct<g:geometry(4326)>",
        ),
        "other_system": api.error_of(
            lambda: spark.createDataFrame([(other,)], "g geometry(4326)").collect()
        ),
        "other_kind": api.error_of(
            lambda: spark.createDataFrame(
                [(T.Geography.fromWKB(POINT, 4326),)], "g geometry(4326)"
            ).collect()
        ),
    }


@case(mirrors="types.test_geospatial_schema_inferrence", since="4.1")
def shapes_are_inferred(spark, T, api):
    """A shape says its type; two reference systems in one column do not meet quietly."""
    enable_shapes(spark)
    plane = [T.Geometry.fromWKB(POINT, srid) for srid in (0, 3857)]
    globe = T.Geography.fromWKB(POINT, 4326)
    return {
        "plain": created(spark, api, [(plane[0], globe)], ["g", "h"]),
        "list": created(spark, api, [([plane[1]], {"k": globe})], ["g", "h"]),
        "mixed": created(spark, api, [(plane[0],), (plane[1],)], ["g"]),
        "both_kinds": created(spark, api, [(plane[0],), (globe,)], ["g"]),
        "mixed_list": created(spark, api, [(plane,)], ["g"]),
    }


@case(mirrors="types.test_geospatial_mixed_check_srid_validity", since="4.1")
def mixed_reference_systems(spark, T, api):
    """A column of any system takes known ones and refuses the others."""
    enable_shapes(spark)
    made = {
        "known": [T.Geometry.fromWKB(POINT, srid) for srid in (0, 3857, 4326)],
        "unknown": [T.Geometry.fromWKB(POINT, 1)],
        "negative": [T.Geometry.fromWKB(POINT, -1)],
    }
    found = {
        name: created(spark, api, [(shape,) for shape in shapes], "g geometry(any)")
        for name, shapes in made.items()
    }
    globe = [(T.Geography.fromWKB(POINT, 3857),)]
    found["plane_on_globe"] = created(spark, api, globe, "g geography(any)")
    return found
