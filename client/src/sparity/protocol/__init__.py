"""The wire schema of Spark Connect as data, its loader, and what each Spark version understands."""

from sparity.protocol.schema import SERVICE, descriptor, message_class, pool
from sparity.protocol.version import SparkVersion

__all__ = ["SERVICE", "SparkVersion", "descriptor", "message_class", "pool"]
