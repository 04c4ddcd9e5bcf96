"""The command that registers a function; its message is generated as an expression, too."""

from __future__ import annotations

from sparity.plan.expressions import JavaUDF
from sparity.plan.node import Command


class RegisterFunction(Command):
    """`Command.register_function`, since Spark 3.4."""

    field_names = ("function_name", "java_udf")
    message = "spark.connect.CommonInlineUserDefinedFunction"
    member = "register_function"

    function_name: str
    java_udf: JavaUDF
