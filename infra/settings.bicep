// What the two programs are told, and how large the worker is. Addresses and ids; no secret is among them.

import { CdsHooks, Gpu, Queue } from 'types.bicep'

@export()
@description('Profile, cores and memory of a worker replica, by GPU. A GPU profile is taken whole.')
var gpuSizes = {
  None: { profile: 'Consumption', cpu: '4', memory: '8Gi' }
  T4: { profile: 'gpu', cpu: '8', memory: '56Gi' }
  A100: { profile: 'gpu', cpu: '24', memory: '220Gi' }
}

@export()
@description('The queues. Names equal QueueNames in MedRecCloud.Messaging; a test compares them.')
var queuesOf Queue[] = [
  // A notification is worth little after a week: the record has moved on. Twenty deliveries with the functions' pauses span fifty minutes.
  { name: 'fhir-events', lockDuration: 'PT1M', timeToLive: 'P7D', duplicateWindow: 'PT10M', maxDeliveryCount: 20 }
  // The lock is renewed while a batch runs; one minute is how long a prompt of a replica that died waits for the next.
  { name: 'inference-requests', lockDuration: 'PT1M', timeToLive: 'P2D', duplicateWindow: 'PT10M', maxDeliveryCount: 10 }
  // A cohort may wait for the night's free GPUs.
  { name: 'cohort-requests', lockDuration: 'PT5M', timeToLive: 'P14D', duplicateWindow: 'PT10M', maxDeliveryCount: 10 }
]

@export()
@description('Settings both programs share.')
func sharedSettings(serviceBusName string, blobEndpoint string, insightsConnection string) object => {
  ServiceBus__FullyQualifiedNamespace: '${serviceBusName}.servicebus.windows.net'
  BlobStorage__ServiceUri: blobEndpoint
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
}

@export()
@description('Settings of the functions beyond the shared ones.')
func functionSettings(hostStorage string, dataStorage string, storageSuffix string, fhirBase string) object => {
  AzureWebJobsStorage__accountName: hostStorage
  CohortStorage__blobServiceUri: 'https://${dataStorage}.blob.${storageSuffix}'
  CohortStorage__queueServiceUri: 'https://${dataStorage}.queue.${storageSuffix}'
  Fhir__Servers__0__Name: 'default'
  Fhir__Servers__0__BaseUrl: fhirBase
  Fhir__Servers__0__Accounts__0: last(split(fhirBase, '/'))
  Fhir__Servers__0__Authentication: 'ManagedIdentity'
}

@export()
@description('Settings of the CDS services: nobody may call where no EHR is named.')
func cdsSettings(cds CdsHooks?, appName string) object => union(
  cds == null ? {} : { CdsHooks__BaseUrl: cds.?baseUrl ?? 'https://${appName}.azurewebsites.net/api' },
  reduce(cds.?clients ?? [], {}, (settings, client, i) => union(
    settings,
    { 'CdsHooks__Clients__${i}__Issuer': client.issuer, 'CdsHooks__Clients__${i}__KeysUrl': client.keysUrl },
    client.?tenant == null ? {} : { 'CdsHooks__Clients__${i}__Tenant': client.tenant }
  ))
)

@export()
@description('Settings of the worker beyond the shared ones, by GPU.')
func workerSettings(gpu Gpu) object => {
  ASPNETCORE_URLS: 'http://+:8080'
  Models__CacheFolder: '/scratch/models'
  Onnx__Device: gpu == 'None' ? 'Cpu' : 'Cuda'
  // What scoring may hold besides the weights: half of the GPU's memory, or a quarter of the replica's.
  Scoring__MemoryCapMiB: { None: '2048', T4: '8192', A100: '40960' }[gpu]
  // Within the ten minutes that a replica is given to leave.
  Consumer__Drain: '00:09:00'
}
