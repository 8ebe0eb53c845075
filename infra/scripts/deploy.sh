#!/usr/bin/env bash
# The whole deployment with the Azure CLI alone, what `azd up` does with azd:   infra/scripts/deploy.sh dev|prod RESOURCE_GROUP LOCATION
# Run again, it changes what changed. MEDREC_FHIR_SERVICE_ID must be set.
set -euo pipefail
cd "$(dirname "$0")/../.."

environment=${1:?dev or prod}
export AZURE_RESOURCE_GROUP=${2:?resource group}
export AZURE_LOCATION=${3:?location, for example swedencentral}

infra/scripts/preflight.sh
az group create --name "$AZURE_RESOURCE_GROUP" --location "$AZURE_LOCATION" --output none

deploy() {
  az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name "medrec-$environment" --parameters "infra/$environment.bicepparam" \
    --parameters location="$AZURE_LOCATION" --query "properties.outputs" --output json
}

# Resource Manager may change the case of an output's name.
output() {
  sed -n "/\"$1\"/I,/}/s/.*\"value\": \"\(.*\)\".*/\1/p" <<<"$outputs"
}

# The registry first, then the image in it, then the worker by the image's digest.
outputs=$(deploy)
AZURE_CONTAINER_REGISTRY_NAME=$(output AZURE_CONTAINER_REGISTRY_NAME)
export AZURE_CONTAINER_REGISTRY_NAME
MEDREC_WORKER_IMAGE=$(infra/scripts/build-image.sh)
export MEDREC_WORKER_IMAGE
outputs=$(deploy)

MEDREC_FUNCTION_APP=$(output MEDREC_FUNCTION_APP)
MEDREC_COHORT_TOPIC=$(output MEDREC_COHORT_TOPIC)
export MEDREC_FUNCTION_APP MEDREC_COHORT_TOPIC
package=$(mktemp -d)
mkdir "$package/app"
trap 'rm -rf "$package"' EXIT
dotnet publish functions --configuration Release --output "$package/app"
(cd "$package/app" && zip -qr ../functions.zip .)
az functionapp deployment source config-zip --resource-group "$AZURE_RESOURCE_GROUP" --name "$MEDREC_FUNCTION_APP" --src "$package/functions.zip" --output none
infra/scripts/subscribe-cohorts.sh
echo "Deployed. Put a model package into the container models: docs/deploy.md, \"First model\"."
