#!/usr/bin/env bash
# Asks Azure what the template cannot know, before anything is made: each mistake ends with a sentence that says what to do.
#   AZURE_LOCATION  MEDREC_FHIR_SERVICE_ID  MEDREC_GPU (None, T4, A100; default T4)
set -euo pipefail

refuse() {
  echo "Not deployed: $1" >&2
  exit 1
}

location=${AZURE_LOCATION:-}
fhir=${MEDREC_FHIR_SERVICE_ID:-}
gpu=${MEDREC_GPU:-T4}

[ -n "$location" ] || refuse "AZURE_LOCATION is not set. Run: azd env set AZURE_LOCATION swedencentral"
[ -n "$fhir" ] || refuse "MEDREC_FHIR_SERVICE_ID is not set. Run: azd env set MEDREC_FHIR_SERVICE_ID \"\$(az healthcareapis workspace fhir-service list -g GROUP --workspace-name WORKSPACE --query '[0].id' -o tsv)\""

case $gpu in
  None) profile="" ;;
  T4) profile=Consumption-GPU-NC8as-T4 ;;
  A100) profile=Consumption-GPU-NC24-A100 ;;
  *) refuse "MEDREC_GPU is \"$gpu\". Set it to None, T4 or A100." ;;
esac

az account show --output none 2>/dev/null || refuse "you are not signed in. Run: az login"

az resource show --ids "$fhir" --output none 2>/dev/null ||
  refuse "the FHIR service $fhir is not there, or you may not read it. Check the id with: az healthcareapis workspace fhir-service list"

for provider in Microsoft.App Microsoft.EventGrid Microsoft.ServiceBus Microsoft.Web Microsoft.HealthcareApis Microsoft.Insights Microsoft.OperationalInsights; do
  state=$(az provider show --namespace "$provider" --query registrationState --output tsv)
  [ "$state" = Registered ] || refuse "the subscription has not registered $provider. Run: az provider register --namespace $provider --wait"
done

if [ -n "$profile" ]; then
  offered=$(az containerapp env workload-profile list-supported --location "$location" --query "[?name=='$profile'] | length(@)" --output tsv)
  [ "$offered" != 0 ] || refuse "$profile is not offered in $location. Choose another AZURE_LOCATION, or run on CPUs with: azd env set MEDREC_GPU None"
fi

# An Event Grid system topic exists once per workspace; a second one is refused in the middle of the deployment.
workspace=${fhir%/fhirservices/*}
topic=$(az eventgrid system-topic list --query "[?source=='$workspace'].name | [0]" --output tsv)
if [ -n "$topic" ] && [ "${topic#evgt-medrec-}" = "$topic" ]; then
  refuse "the FHIR workspace has the event topic $topic already, and Azure allows one. Give it as fhirEventTopic; docs/deploy.md, \"A workspace that has a topic\", says how."
fi

echo "Everything that can be asked beforehand is in place."
