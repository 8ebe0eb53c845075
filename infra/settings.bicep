// What the two programs are told, and how large the worker is. Addresses and ids; no secret is among them.

import { Queue } from 'types.bicep'

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
  // A notification is worth little after a week: the record has moved on, and a search of the server finds what was missed.
  { name: 'fhir-events', lockDuration: 'PT1M', timeToLive: 'P7D', duplicateWindow: 'PT1H' }
  // The lock is renewed while a batch runs; one minute is how long a prompt of a replica that died waits for the next.
  { name: 'inference-requests', lockDuration: 'PT1M', timeToLive: 'P2D', duplicateWindow: 'PT1H' }
  // A cohort may wait for the night's free GPUs, and its planner may be run again within a day.
  { name: 'cohort-requests', lockDuration: 'PT5M', timeToLive: 'P14D', duplicateWindow: 'P1D' }
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
  Fhir__Servers__0__BaseUri: fhirBase
  Fhir__Servers__0__Audience: fhirBase
}

@export()
@description('Settings of the worker beyond the shared ones.')
func workerSettings(gpu string) object => {
  Scoring__ExecutionProvider: gpu == 'None' ? 'Cpu' : 'Cuda'
  Models__CacheFolder: '/scratch/models'
}
