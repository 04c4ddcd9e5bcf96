#!/bin/sh
# Makes a base image from Debian packages, for where no image registry can be reached: a root file
# system with Java 17 and Python 3.11, made by mmdebstrap (as root, on Debian), given to Docker.
# usage: make-base-image.sh [IMAGE [MIRROR]]
set -eu
image=${1:-sparity-lab-base:bookworm}
mirror=${2:-}
packages=ca-certificates,openjdk-17-jre-headless,procps,python3,python3-venv,tini
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
command -v mmdebstrap >/dev/null || {
    echo "mmdebstrap is missing: apt-get install mmdebstrap" >&2
    exit 3
}
# shellcheck disable=SC2086
mmdebstrap --variant=minbase --include="$packages" bookworm "$scratch/root.tar" $mirror
docker import "$scratch/root.tar" "$image"
