# Installs what the base image lacks, and makes it trust the extra certificates. As root, in a build.
set -eu
if ! command -v java >/dev/null || ! command -v tini >/dev/null || ! python3 -c 'import ensurepip' 2>/dev/null; then
    apt-get update
    apt-get install --yes --no-install-recommends \
        ca-certificates openjdk-17-jre-headless procps python3 python3-venv tini
    rm -rf /var/lib/apt/lists/*
fi
update-ca-certificates
