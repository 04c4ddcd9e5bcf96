"""Reads and writes tables of a PostgreSQL and prints what came of it; run with either client.

Started as `python postgresql_program.py CLIENT SERVER URL USER PASSWORD TABLE`, where CLIENT is
`pyspark` or `sparity`. TABLE is the one it writes. It prints JSON.
"""

import importlib
import json
import sys


def rows(frame):
    """The rows in an order of their own, as text that tells types apart."""
    return sorted(repr(tuple(row)) for row in frame.collect())


def main(client, server, url, user, password, table):
    sql = importlib.import_module(f"{client}.sql")
    F = importlib.import_module(f"{client}.sql.functions")
    spark = sql.SparkSession.builder.remote(server).create()
    login = {"user": user, "password": password, "driver": "org.postgresql.Driver"}
    read = spark.read.jdbc
    ranges = {"column": "id", "lowerBound": 1, "upperBound": 7, "numPartitions": 3}
    seen = {"refused": {}}

    def parts(frame):
        return rows(frame.select("id", F.spark_partition_id()))

    def refused(name, action):
        try:
            action()
        except Exception as error:
            text = str(error)
            words = ("password authentication", "does not exist", "already exists")
            said = [each for each in words if each in text]
            seen["refused"][name] = [type(error).__name__, *said]

    orders = read(url, "orders", properties=login)
    seen["schema"] = orders.schema.simpleString()
    seen["rows"] = rows(orders)
    seen["ranges"] = parts(read(url, "orders", properties=login, **ranges))
    seen["predicates"] = parts(
        read(url, "orders", predicates=["id % 2 = 1", "price > 2"], properties=login)
    )
    query = "select tags[1] as tag, count(*) as n from orders group by 1"
    options = {"url": url, "query": query, "fetchsize": 2, **login}
    seen["query"] = rows(spark.read.format("jdbc").options(**options).load())
    seen["filtered"] = rows(orders.filter("price > 2 and name like 'b%'").select("id"))
    wrong = {**login, "password": "x"}
    refused("wrong_password", lambda: read(url, "orders", properties=wrong).schema)
    refused("no_table", lambda: read(url, "nowhere", properties=login).schema)

    dear = orders.filter("price is not null").select("id", "name", "price", "made")
    wanted = {**login, "createTableColumnTypes": "name varchar(30)"}
    dear.write.jdbc(url, table, properties=wanted)
    refused("table_exists", lambda: dear.write.jdbc(url, table, properties=login))
    more = spark.createDataFrame([(100, "züge", None)], "id int, name string, price decimal(8,2)")
    writer = more.write.format("jdbc").mode("append").options(url=url, dbtable=table, **login)
    writer.option("batchsize", 1).save()
    seen["written"] = rows(read(url, table, properties=login))
    spark.stop()
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
