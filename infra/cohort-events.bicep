metadata description = 'Second step, after the code is published: a manifest in the cohorts container calls the blob trigger. Event Grid proves the endpoint while this is made, so the function must exist.'

@description('Name of the Function App.')
@minLength(2)
@maxLength(60)
param functionAppName string

@description('Name of the Event Grid topic of the data account.')
@minLength(3)
@maxLength(50)
param topicName string

resource app 'Microsoft.Web/sites@2024-11-01' existing = { name: functionAppName }

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = { name: topicName }

// The one key in the system. The Functions host makes it and asks for it on this path alone; it is read here and handed to Event Grid, which keeps it hidden.
var webhookKey = listKeys('${app.id}/host/default', '2024-11-01').systemKeys.blobs_extension

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'cohort-manifests'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/cohorts/blobs/'
      subjectEndsWith: '/manifest.json'
    }
    destination: {
      endpointType: 'WebHook'
      properties: { endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.CohortTrigger&code=${webhookKey}' }
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
  }
}
