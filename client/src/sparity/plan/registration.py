"""The command that registers a function; its message is generated as an expression, too."""

from __future__ import annotations

from sparity.plan.expressions import JavaUDF
from sparity.plan.node import Command, set_field


class RegisterFunction(Command):
    """`Command.register_function`, since Spark 3.4."""

    __slots__ = ("function_name", "java_udf")
    message = "spark.connect.CommonInlineUserDefinedFunction"
    member = "register_function"
    function_name: str
    java_udf: JavaUDF

    def __init__(self, *, function_name: str, java_udf: JavaUDF) -> None:
        set_field(self, "function_name", function_name)
        set_field(self, "java_udf", java_udf)
