"""Functions of Java classes that the server looks up; nothing in Python runs on the server."""

from parity_suites.case import case

_CALLS = {
    "function": {"member": "registerJavaFunction"},
    "function_of_arrow": {"member": "registerJavaFunction"},
    "aggregate": {"member": "registerJavaUDAF"},
    "aggregate_of_arrow": {"member": "registerJavaUDAF"},
}


@case(
    mirrors={
        "function": "udf.test_non_existed_udf",
        "function_of_arrow": "arrow_python_udf.test_non_existed_udf",
        "aggregate": "udf.test_non_existed_udaf",
        "aggregate_of_arrow": "arrow_python_udf.test_non_existed_udaf",
    },
    params=_CALLS,
)
def classes_that_are_not_there(spark, api, member):
    """The server cannot load the class."""
    return api.error_of(lambda: getattr(spark.udf, member)("mine", "org.example.NotThere"))
