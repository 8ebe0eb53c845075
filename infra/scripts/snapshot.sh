#!/usr/bin/env bash
# Writes infra/{dev,prod}.snapshot.json anew after a change of the template that is meant. Needs no network and no sign-in.
set -euo pipefail
cd "$(dirname "$0")/.."

export MEDREC_FHIR_SERVICE_ID=/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-fhir/providers/Microsoft.HealthcareApis/workspaces/hospital/fhirservices/records
export MEDREC_WORKER_IMAGE=medrec.azurecr.io/inference-worker@sha256:0000000000000000000000000000000000000000000000000000000000000000
export MEDREC_ALERT_EMAIL=medrec-operations@hospital.example

bicep=${BICEP:-bicep}
for environment in dev prod; do
  "$bicep" snapshot "$environment.bicepparam" --mode overwrite \
    --subscription-id 00000000-0000-0000-0000-000000000001 --resource-group rg-medrec --location swedencentral
done
