#!/usr/bin/env bash
# Lets Event Grid call the blob trigger, once the functions' code is published: Event Grid proves the endpoint while the subscription is made.
#   AZURE_RESOURCE_GROUP  MEDREC_FUNCTION_APP  MEDREC_COHORT_TOPIC (the last two are outputs of the template)
set -euo pipefail
cd "$(dirname "$0")/.."

az deployment group create --resource-group "${AZURE_RESOURCE_GROUP:?}" --name cohort-events --template-file cohort-events.bicep \
  --parameters functionAppName="${MEDREC_FUNCTION_APP:?}" topicName="${MEDREC_COHORT_TOPIC:?}" --output none
