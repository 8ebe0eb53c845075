metadata description = 'MedRecCloud in one resource group: a parts list. Each module is one box of the diagram in docs/deploy.md.'

import { CdsHooks, CohortApi, Gpu, roles } from 'types.bicep'
import { alertEmails as checkedEmails, environmentName as checkedName, fhirService, pinnedImage, regionFor, retentionDays } from 'checks.bicep'
import { namesOf } from 'names.bicep'
import { endpointsOf, zonesOf } from 'endpoints.bicep'
import { cdsSettings, functionSettings, gpuSizes, queuesOf, sharedSettings, workerSettings } from 'settings.bicep'

@description('Short name of the environment, part of every resource\'s name: 2 to 10 lower-case letters and digits.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of everything that is made here. Patient data stays in it; geo-redundant storage adds its paired region.')
param location string = resourceGroup().location

@description('Resource id of the existing FHIR service of Azure Health Data Services.')
@maxLength(400)
param fhirServiceId string

@description('Region of the FHIR workspace, when it is not this one; its event topic must be there.')
param fhirServiceLocation string = location

@description('Name of the event topic the FHIR workspace has already, because Azure allows one each; null makes it. Attach the identity id-medrec-ENVIRONMENT-events to an existing one first.')
param fhirEventTopic string?

@description('GPU of the worker; None runs it on CPUs.')
param gpu Gpu = 'T4'

@description('Worker image as registry/name@sha256:digest. Null makes all but the worker: the registry must exist before an image can be in it.')
param workerImage string?

@description('Worker replicas at most; each takes one GPU of the quota.')
@minValue(1)
@maxValue(30)
param maxWorkerReplicas int = 2

@description('Function instances at most.')
@minValue(1)
@maxValue(1000)
param maxFunctionInstances int = 40

@description('Puts everything behind private endpoints. Off, the services answer on the public network, to Entra identities alone.')
param privateNetworking bool = true

@description('Address space of the network, a /22 or larger.')
param addressPrefix string = '10.64.0.0/22'

@description('Resource group, by id, of the private DNS zones a hub owns already; null makes them here.')
param dnsZonesGroupId string?

@description('Makes a private endpoint for the FHIR workspace too; off where its network is joined already.')
param fhirPrivateEndpoint bool = false

@description('Replication of patient data.')
param dataReplication 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS' = 'Standard_ZRS'

@description('Days proposals and cohort results are kept.')
@minValue(1)
@maxValue(36500)
param proposalRetentionDays int = 365

@description('Days a stored proposal can be neither changed nor deleted; null sets no such lock.')
@minValue(1)
@maxValue(36500)
param proposalImmutabilityDays int?

@description('Days claim checks (prompt and evidence) are kept.')
@minValue(1)
@maxValue(365)
param requestRetentionDays int = 30

@description('Days logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Gigabytes of logs a day at most; -1 sets no cap.')
@minValue(-1)
@maxValue(1000)
param dailyLogCapGb int = 5

@description('Addresses in CIDR form that may call the cohort API or publish code over the public network.')
@maxLength(50)
param callerAddresses string[] = []

@description('Entra application of the cohort API; null leaves the API closed.')
param cohortApi CohortApi?

@description('EHRs that may call the CDS services; null leaves them closed.')
param cdsHooks CdsHooks?

@description('Addresses alerts and budget warnings go to.')
@maxLength(20)
param alertEmails string[]

@description('Budget a month, in the currency of the billing account.')
@minValue(1)
@maxValue(1000000)
param monthlyBudget int

@description('First day of a month not past, as 2026-12-01, from which the budget counts.')
@minLength(10)
@maxLength(10)
param budgetStart string

@description('Tags of every resource.')
param tags object = {}

var name = namesOf(checkedName(environmentName), take(uniqueString(resourceGroup().id), 6))
var region = regionFor(location, gpu)
var emails = checkedEmails(alertEmails)
var fhir = fhirService(fhirServiceId)
var fhirHost = '${fhir.workspace}-${fhir.service}.fhir.azurehealthcareapis.com'
var storageSuffix = environment().suffixes.storage
var allTags = union(tags, { application: 'medrec', environment: environmentName })

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = { name: name.logs }
resource eventsIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = { name: name.eventsIdentity }

module identities 'modules/identities.bicep' = {
  params: { location: region, tags: allTags, identityNames: [name.functionsIdentity, name.workerIdentity, name.eventsIdentity] }
}

module telemetry 'modules/telemetry.bicep' = {
  params: {
    location: region
    tags: allTags
    workspaceName: name.logs
    insightsName: name.insights
    retentionDays: logRetentionDays
    dailyCapGb: dailyLogCapGb
    publicIngestion: !privateNetworking
    senderNames: [name.functionsIdentity, name.workerIdentity]
  }
  dependsOn: [identities]
}

module serviceBus 'modules/service-bus.bicep' = {
  params: {
    location: region
    tags: allTags
    name: name.serviceBus
    sku: privateNetworking ? 'Premium' : 'Standard'
    publicAccess: !privateNetworking
    queues: queuesOf
    logsId: logs.id
  }
  dependsOn: [telemetry]
}

module serviceBusAccess 'modules/service-bus-access.bicep' = {
  params: {
    namespaceName: name.serviceBus
    environmentName: environmentName
    queueGrants: [
      { childName: 'fhir-events', identityName: name.eventsIdentity, roleId: roles.serviceBusSender }
      { childName: 'fhir-events', identityName: name.functionsIdentity, roleId: roles.serviceBusReceiver }
      { childName: 'inference-requests', identityName: name.functionsIdentity, roleId: roles.serviceBusSender }
      { childName: 'cohort-requests', identityName: name.functionsIdentity, roleId: roles.serviceBusSender }
      { childName: 'inference-requests', identityName: name.workerIdentity, roleId: roles.serviceBusReceiver }
      { childName: 'cohort-requests', identityName: name.workerIdentity, roleId: roles.serviceBusReceiver }
    ]
    scalerNames: [name.functionsIdentity, name.workerIdentity]
  }
  dependsOn: [identities, serviceBus]
}

module dataStorage 'modules/data-storage.bicep' = {
  params: {
    location: region
    tags: allTags
    name: name.dataStorage
    sku: dataReplication
    publicAccess: !privateNetworking
    proposalRetentionDays: retentionDays(proposalRetentionDays, proposalImmutabilityDays)
    proposalImmutabilityDays: proposalImmutabilityDays
    requestRetentionDays: requestRetentionDays
    logsId: logs.id
  }
  dependsOn: [telemetry]
}

module dataAccess 'modules/storage-access.bicep' = {
  params: {
    accountName: name.dataStorage
    containerGrants: [
      { childName: 'requests', identityName: name.functionsIdentity, roleId: roles.blobDataContributor }
      { childName: 'proposals', identityName: name.functionsIdentity, roleId: roles.blobDataContributor }
      { childName: 'cohorts', identityName: name.functionsIdentity, roleId: roles.blobDataContributor }
      { childName: 'models', identityName: name.workerIdentity, roleId: roles.blobDataReader }
      { childName: 'requests', identityName: name.workerIdentity, roleId: roles.blobDataReader }
      { childName: 'proposals', identityName: name.workerIdentity, roleId: roles.blobDataContributor }
      { childName: 'cohorts', identityName: name.workerIdentity, roleId: roles.blobDataContributor }
    ]
    // The blob trigger keeps its own queue of manifests, which it makes itself.
    accountGrants: [{ identityName: name.functionsIdentity, roleId: roles.queueDataContributor }]
  }
  dependsOn: [identities, dataStorage]
}

module hostStorage 'modules/host-storage.bicep' = {
  params: {
    location: region
    tags: allTags
    name: name.hostStorage
    sku: dataReplication == 'Standard_LRS' ? 'Standard_LRS' : 'Standard_ZRS'
    publicAccess: !privateNetworking
    logsId: logs.id
  }
  dependsOn: [telemetry]
}

module hostAccess 'modules/storage-access.bicep' = {
  params: {
    accountName: name.hostStorage
    containerGrants: [{ childName: 'undelivered-events', identityName: name.eventsIdentity, roleId: roles.blobDataContributor }]
    accountGrants: [
      { identityName: name.functionsIdentity, roleId: roles.blobDataOwner }
      { identityName: name.functionsIdentity, roleId: roles.queueDataContributor }
      { identityName: name.functionsIdentity, roleId: roles.tableDataContributor }
    ]
  }
  dependsOn: [identities, hostStorage]
}

module registry 'modules/registry.bicep' = {
  params: {
    location: region
    tags: allTags
    name: name.registry
    sku: privateNetworking ? 'Premium' : 'Basic'
    publicAccess: !privateNetworking
    grants: [{ identityName: name.workerIdentity, roleId: roles.acrPull }]
    logsId: logs.id
  }
  dependsOn: [identities, telemetry]
}

module network 'modules/network.bicep' = if (privateNetworking) {
  params: { location: region, tags: allTags, name: name.network, addressPrefix: addressPrefix, logsId: logs.id }
  dependsOn: [telemetry]
}

resource subnets 'Microsoft.Network/virtualNetworks/subnets@2024-07-01' existing = [for subnet in ['functions', 'worker', 'endpoints']: {
  name: '${name.network}/${subnet}'
}]

module functions 'modules/functions.bicep' = {
  params: {
    location: region
    tags: allTags
    planName: name.functionsPlan
    name: name.functions
    identityName: name.functionsIdentity
    deploymentContainer: 'https://${name.hostStorage}.blob.${storageSuffix}/deployments'
    maximumInstances: maxFunctionInstances
    subnetId: privateNetworking ? subnets[0].id : null
    logsId: logs.id
  }
  dependsOn: [network, hostAccess]
}

module functionConfiguration 'modules/function-settings.bicep' = {
  params: {
    appName: name.functions
    identityName: name.functionsIdentity
    connections: ['AzureWebJobsStorage', 'ServiceBus', 'CohortStorage']
    settings: union(
      sharedSettings(name.serviceBus, dataStorage.outputs.blobEndpoint, telemetry.outputs.connectionString),
      functionSettings(name.hostStorage, name.dataStorage, storageSuffix, 'https://${fhirHost}'),
      cdsSettings(cdsHooks, name.functions)
    )
  }
  dependsOn: [functions]
}

module functionGuards 'modules/function-guards.bicep' = {
  params: { appName: name.functions, callerAddresses: callerAddresses, api: cohortApi, cds: cdsHooks }
  dependsOn: [functionConfiguration]
}

module workerEnvironment 'modules/worker-environment.bicep' = {
  params: { location: region, tags: allTags, name: name.workerEnvironment, gpu: gpu, subnetId: privateNetworking ? subnets[1].id : null, logsId: logs.id }
  dependsOn: [network, telemetry]
}

module worker 'modules/worker.bicep' = if (workerImage != null) {
  params: {
    location: region
    tags: allTags
    name: name.worker
    environmentId: workerEnvironment.outputs.id
    size: gpuSizes[gpu]
    image: { reference: pinnedImage(workerImage!), registry: split(workerImage!, '/')[0] }
    identityName: name.workerIdentity
    scale: {
      serviceBusName: name.serviceBus
      maxReplicas: maxWorkerReplicas
      queues: [{ name: 'inference-requests', messagesPerReplica: 20 }, { name: 'cohort-requests', messagesPerReplica: 500 }]
    }
    settings: union(sharedSettings(name.serviceBus, dataStorage.outputs.blobEndpoint, telemetry.outputs.connectionString), workerSettings(gpu))
    logsId: logs.id
  }
  dependsOn: [registry, serviceBusAccess, dataAccess]
}

module fhirAccess 'modules/fhir-access.bicep' = {
  scope: resourceGroup(fhir.subscriptionId, fhir.resourceGroup)
  params: { workspaceName: fhir.workspace, serviceName: fhir.service, systemGroupId: resourceGroup().id, readerName: name.functionsIdentity }
  dependsOn: [identities]
}

module fhirTopic 'modules/fhir-topic.bicep' = if (fhirEventTopic == null) {
  scope: resourceGroup(fhir.subscriptionId, fhir.resourceGroup)
  params: {
    location: fhirServiceLocation
    tags: allTags
    name: name.fhirTopic
    workspaceName: fhir.workspace
    identityId: eventsIdentity.id
    logsId: logs.id
  }
  dependsOn: [identities, telemetry]
}

module fhirEvents 'modules/fhir-events.bicep' = {
  scope: resourceGroup(fhir.subscriptionId, fhir.resourceGroup)
  params: {
    topicName: fhirEventTopic ?? name.fhirTopic
    name: 'medrec-${take(environmentName, 10)}'
    identityId: eventsIdentity.id
    queueId: resourceId('Microsoft.ServiceBus/namespaces/queues', name.serviceBus, 'fhir-events')
    fhirHost: fhirHost
    undelivered: { storageId: resourceId('Microsoft.Storage/storageAccounts', name.hostStorage), container: 'undelivered-events' }
  }
  dependsOn: [fhirTopic, serviceBusAccess, hostAccess]
}

module cohortTopic 'modules/cohort-topic.bicep' = {
  params: {
    location: region
    tags: allTags
    name: name.cohortTopic
    storageId: resourceId('Microsoft.Storage/storageAccounts', name.dataStorage)
    logsId: logs.id
  }
  dependsOn: [dataStorage]
}

module monitorLink 'modules/monitor-link.bicep' = if (privateNetworking) {
  params: {
    tags: allTags
    name: name.monitorLink
    workspaceName: name.logs
    insightsName: name.insights
  }
  dependsOn: [telemetry]
}

module privateDns 'modules/private-dns.bicep' = if (privateNetworking && dnsZonesGroupId == null) {
  params: { tags: allTags, zones: zonesOf(storageSuffix), networkId: resourceId('Microsoft.Network/virtualNetworks', name.network) }
  dependsOn: [network]
}

var targets = {
  dataStorageId: resourceId('Microsoft.Storage/storageAccounts', name.dataStorage)
  hostStorageId: resourceId('Microsoft.Storage/storageAccounts', name.hostStorage)
  serviceBusId: resourceId('Microsoft.ServiceBus/namespaces', name.serviceBus)
  registryId: resourceId('Microsoft.ContainerRegistry/registries', name.registry)
  functionsId: resourceId('Microsoft.Web/sites', name.functions)
  monitorLinkId: resourceId('Microsoft.Insights/privateLinkScopes', name.monitorLink)
  fhirWorkspaceId: fhirPrivateEndpoint ? join(take(split(fhirServiceId, '/'), 9), '/') : null
}

// One after another: Azure refuses two changes of the same account or zone at once.
@batchSize(1)
module privateEndpoints 'modules/private-endpoint.bicep' = [for endpoint in (privateNetworking ? endpointsOf(name.network, targets, storageSuffix) : []): {
  name: endpoint.name
  params: { location: region, tags: allTags, settings: endpoint, subnetId: subnets[2].id, zonesGroupId: dnsZonesGroupId ?? resourceGroup().id }
  dependsOn: [privateDns, network, dataStorage, hostStorage, serviceBus, registry, functions, monitorLink]
}]

module alerts 'modules/alerts.bicep' = {
  params: {
    location: region
    tags: allTags
    groupName: name.actionGroup
    emails: emails
    serviceBusId: resourceId('Microsoft.ServiceBus/namespaces', name.serviceBus)
    fhirTopicId: resourceId(fhir.subscriptionId, fhir.resourceGroup, 'Microsoft.EventGrid/systemTopics', fhirEventTopic ?? name.fhirTopic)
    logsId: logs.id
  }
  dependsOn: [serviceBus, fhirTopic, telemetry]
}

module workbook 'modules/workbook.bicep' = {
  params: { location: region, tags: allTags, title: 'MedRecCloud ${environmentName}', insightsId: resourceId('Microsoft.Insights/components', name.insights) }
  dependsOn: [telemetry]
}

module budget 'modules/budget.bicep' = {
  params: { name: name.budget, amount: monthlyBudget, startDate: budgetStart, emails: emails }
}

@description('Registry the worker image is pushed to.')
output AZURE_CONTAINER_REGISTRY_NAME string = name.registry

@description('Function App the code is published to.')
output MEDREC_FUNCTION_APP string = name.functions

@description('Topic that cohort-events.bicep subscribes to once the code is published.')
output MEDREC_COHORT_TOPIC string = name.cohortTopic

@description('Container that model packages are put in.')
output MEDREC_MODELS_URL string = '${dataStorage.outputs.blobEndpoint}models'
