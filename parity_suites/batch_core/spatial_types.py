"""What the cases about the two spatial types look at; holds no case."""


def described(kind):
    """What a spatial type says about itself."""
    return {
        "srid": kind.srid,
        "simple": kind.simpleString(),
        "json": kind.jsonValue(),
        "name": kind.typeName(),
        "repr": repr(kind),
        "text": str(kind),
    }


def field_of(T, text):
    """The type that a field has whose JSON calls it so."""
    field = {"name": "g", "type": text, "nullable": True, "metadata": {}}
    return T.StructType.fromJson({"type": "struct", "fields": [field]})["g"].dataType
