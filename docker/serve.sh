# Starts the Spark Connect server with the options of the lab's process provider, on port 15002.
# Arguments are handed on to Spark: --conf name=value.
set -eu
if ! id -un >/dev/null 2>&1; then
    echo "host:x:$(id -u):$(id -g):host user:/var/spark:/bin/sh" >>/etc/passwd
fi
work=$(mktemp -d /var/spark/work-XXXXXX)
mkdir "$work/tmp"
cd "$work"
export SPARK_CONF_DIR="$work" SPARK_LOCAL_DIRS="$work/local"

set -- \
    --master 'local[2]' \
    --name sparity-lab \
    --conf "spark.sql.warehouse.dir=$work/warehouse" \
    --conf spark.sql.session.timeZone=UTC \
    --conf spark.sql.shuffle.partitions=2 \
    --conf spark.sql.catalogImplementation=in-memory \
    --conf spark.ui.enabled=false \
    --conf spark.connect.session.manager.defaultSessionTimeout=10m \
    "$@" \
    --conf spark.driver.host=localhost \
    --conf spark.driver.bindAddress=127.0.0.1 \
    --conf spark.connect.grpc.binding.address=0.0.0.0 \
    --conf "spark.connect.grpc.binding.port=${SPARK_CONNECT_PORT:-15002}" \
    --class org.apache.spark.sql.connect.service.SparkConnectServer \
    spark-internal

opens=
for package in java.io java.lang java.lang.invoke java.lang.reflect java.net java.nio java.util \
    java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
    sun.security.action sun.util.calendar; do
    opens="$opens --add-opens=java.base/$package=ALL-UNNAMED"
done

# The names of packages hold no spaces: $opens is meant to fall apart into words.
# shellcheck disable=SC2086
exec java "-Xmx$SPARK_HEAP" -XX:+ExitOnOutOfMemoryError -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -XX:ReservedCodeCacheSize=256m -XX:MetaspaceSize=256m $opens \
    -Djdk.reflect.useDirectMethodHandle=false \
    -Dio.netty.tryReflectionSetAccessible=true \
    -Duser.timezone=UTC -Duser.language=en -Duser.country=US -Dfile.encoding=UTF-8 \
    "-Djava.io.tmpdir=$work/tmp" "-Dderby.system.home=$work" \
    -Dlog4j2.configurationFile=file:/opt/sparity/log4j2.properties \
    -cp '/opt/spark/jars/*:/opt/sparity/plugin/*:/opt/sparity/jars/*' \
    org.apache.spark.deploy.SparkSubmit "$@"
