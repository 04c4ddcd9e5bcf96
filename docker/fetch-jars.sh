# Fetches the jars of a table (matrix/jars.txt) with the Ivy that Spark ships, and verifies them.
# usage: fetch-jars.sh TABLE JARS_FOLDER INTO_FOLDER
set -eu
table=$1 jars=$2 into=$3
mkdir -p "$into"
grep -v -e '^#' -e '^$' "$table" | while read -r group artifact version sha256; do
    java -cp "$(echo "$jars"/ivy-*.jar)" org.apache.ivy.Main -cache /tmp/ivy -confs default \
        -notransitive -dependency "$group" "$artifact" "$version" \
        -retrieve "$into/[artifact]-[revision].[ext]" </dev/null
    echo "$sha256  $into/$artifact-$version.jar" | sha256sum -c
done
rm -rf /tmp/ivy
