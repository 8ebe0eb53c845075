#!/usr/bin/env bash
# Writes the digest each base image's tag has today into the Dockerfiles. Run monthly, and whenever a base is patched; review and commit the change.
set -euo pipefail
cd "$(dirname "$0")/../.."

for file in inference-worker/Dockerfile functions/Dockerfile; do
  while read -r image; do
    digest=$(docker buildx imagetools inspect "$image" --format '{{.Manifest.Digest}}')
    [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "No digest for $image: got \"$digest\"." >&2; exit 1; }
    sed -i "s|=$image@sha256:[0-9a-f]\{64\}|=$image@$digest|" "$file"
    echo "$file: $image@$digest"
  done < <(sed -n 's/^ARG [A-Z]*=\(.*\)@sha256:[0-9a-f]*$/\1/p' "$file")
done
