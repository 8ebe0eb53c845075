#!/usr/bin/env bash
# Builds the worker's image inside the registry (no Docker here) and prints it by digest, the form that the template asks for.
# Under azd it is also written into the environment, for the second `azd provision`.
#   AZURE_CONTAINER_REGISTRY_NAME (an output of the template)  MEDREC_GPU (None, T4, A100; default T4)
set -euo pipefail
cd "$(dirname "$0")/../.."

registry=${AZURE_CONTAINER_REGISTRY_NAME:?is an output of infra/main.bicep; run the deployment first}
gpu=$([ "${MEDREC_GPU:-T4}" = None ] && echo false || echo true)
tag=$(git rev-parse --short=12 HEAD)-gpu-$gpu

if grep -q 'sha256:0\{64\}' inference-worker/Dockerfile; then
  echo "The bases in inference-worker/Dockerfile have placeholder digests. Run infra/scripts/pin-images.sh, look at what it wrote, and commit it." >&2
  exit 1
fi

digest() {
  az acr manifest show-metadata --registry "$registry" --name "inference-worker:$tag" --query digest --output tsv 2>/dev/null || true
}

# The same commit is built once: asked again, this only prints.
if [ -z "$(digest)" ]; then
  az acr build --registry "$registry" --image "inference-worker:$tag" --file inference-worker/Dockerfile --build-arg "GPU=$gpu" --platform linux/amd64 . >&2
fi

image="$registry.azurecr.io/inference-worker@$(digest)"
if command -v azd >/dev/null && [ -n "${AZURE_ENV_NAME:-}" ]; then
  azd env set MEDREC_WORKER_IMAGE "$image" >&2
fi
echo "$image"
