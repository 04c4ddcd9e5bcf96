# Fetches the Connect plugin of Spark 3.4 and 3.5 with the Ivy that Spark ships; nothing for others.
# Takes the newest of the same line where the Maven repository at hand lacks the exact version: the
# jar's name tells, and the server says so when it starts.
# usage: fetch-plugin.sh SPARK_VERSION JARS_FOLDER PLUGIN_FOLDER
set -eu
version=$1 jars=$2 into=$3
mkdir -p "$into"
for shipped in "$jars"/spark-connect_*.jar; do
    [ ! -e "$shipped" ] || exit 0
done
for revision in "$version" "${version%.*}.+"; do
    java -cp "$(echo "$jars"/ivy-*.jar)" org.apache.ivy.Main -cache /tmp/ivy -confs default \
        -dependency org.apache.spark spark-connect_2.12 "$revision" \
        -retrieve "$into/[artifact]-[revision].[ext]" || true
    rm -f "$into"/unused-*.jar
    for jar in "$into"/spark-connect_*.jar; do
        if [ -e "$jar" ]; then
            rm -rf /tmp/ivy
            echo "Connect plugin: $jar"
            exit 0
        fi
    done
done
echo "no Connect plugin for Spark $version in the Maven repository at hand" >&2
exit 1
