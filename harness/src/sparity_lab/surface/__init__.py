"""The public names and signatures of a Python client, compared with those of PySpark."""
