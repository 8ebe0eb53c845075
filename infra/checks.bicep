// Parameter mistakes, each refused before anything is created and with a sentence that says what to do.

import { Gpu } from 'types.bicep'

// Regions of the serverless GPU profiles grow. This list answers before any request is made; `infra/scripts/preflight.sh` asks Azure itself.
// When Azure offers a region that is missing here, add it.
var gpuRegions = {
  T4: [
    'australiaeast', 'brazilsouth', 'canadacentral', 'centralindia', 'francecentral', 'germanywestcentral', 'italynorth', 'japaneast'
    'northcentralus', 'southcentralus', 'southeastasia', 'southindia', 'swedencentral', 'westeurope', 'westus', 'westus2', 'westus3'
  ]
  A100: [
    'australiaeast', 'brazilsouth', 'canadacentral', 'italynorth', 'japaneast', 'northcentralus', 'southcentralus', 'swedencentral', 'westus', 'westus3'
  ]
}

func fhirHint() string =>
  'Set fhirServiceId (or MEDREC_FHIR_SERVICE_ID) to the resource id of your Azure Health Data Services FHIR service; `az healthcareapis workspace fhir-service list -g GROUP --workspace-name WORKSPACE --query "[].id" -o tsv` prints it'

@export()
@description('The region, or a refusal when the GPU profile is not offered there.')
func regionFor(location string, gpu Gpu) string =>
  gpu == 'None' || contains(gpuRegions[gpu], toLower(replace(location, ' ', '')))
    ? toLower(replace(location, ' ', ''))
    : fail('The serverless ${gpu} GPU profile of Container Apps is not offered in "${location}". Deploy to one of ${join(gpuRegions[gpu], ', ')}, or set gpu to None to run the worker on CPUs.')

@export()
@description('The environment name, or a refusal when names made from it would break the limits of Azure.')
func environmentName(name string) string =>
  length(name) > 10
    ? fail('environmentName "${name}" has ${length(name)} characters. Storage account names hold 24 in all, so use at most 10, for example "prod".')
    : (length(name) < 2 || toLower(name) != name || contains(name, '-') || contains(name, '_') || contains(name, '.') || contains(name, ' '))
        ? fail('environmentName "${name}" cannot be part of a storage account name. Use 2 to 10 lower-case letters and digits, for example "prod2".')
        : name

@export()
@description('The parts of the FHIR service\'s resource id, or a refusal when it is missing or the id of something else.')
func fhirService(id string) { subscriptionId: string, resourceGroup: string, workspace: string, service: string } =>
  empty(id)
    ? fail('No FHIR service was named. ${fhirHint()}.')
    : (length(split(id, '/')) == 11 && toLower(split(id, '/')[6]) == 'microsoft.healthcareapis' && toLower(split(id, '/')[9]) == 'fhirservices')
        ? { subscriptionId: split(id, '/')[2], resourceGroup: split(id, '/')[4], workspace: split(id, '/')[8], service: split(id, '/')[10] }
        : fail('"${id}" is not the resource id of a FHIR service. ${fhirHint()}.')

@export()
@description('The image, or a refusal when it is not pinned by digest: a tag can be moved to other content after review.')
func pinnedImage(image string) string =>
  contains(image, '@sha256:')
    ? image
    : fail('workerImage "${image}" is not pinned. Give it as registry/name@sha256:digest; infra/scripts/build-image.sh prints that form.')

@export()
@description('The addresses alerts go to, or a refusal when alerts would reach nobody.')
func alertEmails(emails string[]) string[] =>
  empty(emails)
    ? fail('alertEmails is empty, so a stopped queue would be noticed by nobody. Name at least one address that is read, for example a team mailbox.')
    : emails

@export()
@description('Days of retention, or a refusal when a locked proposal would have to be deleted while it may not be.')
func retentionDays(days int, immutabilityDays int?) int =>
  days > (immutabilityDays ?? 0)
    ? days
    : fail('proposalRetentionDays is ${days} but proposalImmutabilityDays is ${immutabilityDays}: deletion would be refused by the lock. Set proposalRetentionDays above ${immutabilityDays}.')
