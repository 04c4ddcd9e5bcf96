"""`mergeInto`: every clause and what is refused, up to where a table that can be merged is needed.

The servers have no catalog whose tables can be merged, so the last step is the server's refusal.
"""

from parity_suites.case import case


def _changes(spark):
    return spark.createDataFrame([(1, "a", 2.5), (2, None, None)], "id int, name string, x double")


def _into(spark, F, table="merge_nobody"):
    return _changes(spark).mergeInto(table, F.expr("merge_nobody.id = id"))


@case(mirrors="dataframe.test_df_merge_into", since="4.0")
def clauses_chain(spark, F):
    """Each clause gives the writer back, whatever was asked before."""
    writer = _into(spark, F)
    condition = F.col("x") > 1
    kinds = [
        writer,
        writer.whenMatched(),
        writer.whenMatched(condition).updateAll(),
        writer.whenMatched().update({"name": F.lit("n")}),
        writer.whenMatched().delete(),
        writer.whenNotMatched(),
        writer.whenNotMatched(condition).insertAll(),
        writer.whenNotMatched().insert({"id": F.col("id")}),
        writer.whenNotMatchedBySource(),
        writer.whenNotMatchedBySource(condition).updateAll(),
        writer.whenNotMatchedBySource().update({"name": F.lit("gone")}),
        writer.whenNotMatchedBySource().delete(),
        writer.withSchemaEvolution(),
    ]
    return [type(kind).__name__ for kind in kinds]


@case(
    mirrors="dataframe.test_df_merge_into",
    since="4.0",
    params={
        name: {"clauses": clauses}
        for name, clauses in {
            "nothing": (),
            "update_all": ("update_all",),
            "update": ("update",),
            "delete": ("delete",),
            "insert_all": ("insert_all",),
            "insert": ("insert",),
            "source_update": ("source_update",),
            "source_delete": ("source_delete",),
            "evolving": ("evolve", "insert_all"),
            "several": ("update", "update_all", "source_update"),
        }.items()
    },
)
def merging_needs_a_table_that_can(spark, F, api, clauses):
    """A table that is not there, and a view; without any clause there is nothing to do."""
    do = {
        "update_all": lambda w: w.whenMatched(F.col("x") > 1).updateAll(),
        "update": lambda w: w.whenMatched(F.col("x") > 1).update({"name": F.col("name")}),
        "delete": lambda w: w.whenMatched().delete(),
        "insert_all": lambda w: w.whenNotMatched().insertAll(),
        "insert": lambda w: w.whenNotMatched(F.col("id") > 0).insert({"id": F.col("id")}),
        "source_update": lambda w: w.whenNotMatchedBySource().update({"name": F.lit("z")}),
        "source_delete": lambda w: w.whenNotMatchedBySource(F.lit(True)).delete(),
        "evolve": lambda w: w.withSchemaEvolution(),
    }

    merge_into = _changes(spark).mergeInto  # outside, so that a client without it fails the case

    def merge(table):
        writer = merge_into(table, F.lit(True))
        for clause in clauses:
            writer = do[clause](writer)
        writer.merge()

    spark.range(2).createOrReplaceTempView("merge_view")
    return {
        "absent": api.error_of(lambda: merge("merge_nobody")),
        "view": api.error_of(lambda: merge("merge_view")),
    }


@case(mirrors="dataframe.test_df_merge_into", since="4.0")
def merging_does_all_that_it_is_told(spark, F, api):
    """Clauses of all kinds into a view; for a table, the server names its needs in any order."""
    spark.range(2).createOrReplaceTempView("merge_view")
    writer = _into(spark, F, "merge_view").whenMatched(F.col("x") > 1).delete()
    writer = writer.whenMatched().update({"name": F.col("name")})
    writer = writer.whenNotMatched(F.col("id") > 0).insert({"id": F.col("id")})
    writer = writer.whenNotMatchedBySource(F.lit(True)).delete()
    return api.error_of(writer.merge)


@case(mirrors="dataframe.test_df_merge_into", since="4.0")
def merging_names_what_cannot_be_parsed(spark, F, api):
    """The name of the table is parsed by the server."""
    _into(spark, F)
    return {
        "empty": api.error_of(lambda: _into(spark, F, "").whenMatched().delete().merge()),
        "spaces": api.error_of(lambda: _into(spark, F, "two words").whenMatched().delete().merge()),
        "parts": api.error_of(lambda: _into(spark, F, "a.b.c.d").whenMatched().delete().merge()),
    }
