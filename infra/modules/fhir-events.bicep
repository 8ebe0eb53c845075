metadata description = 'Changes of Encounter and DocumentReference, from the FHIR service to the queue. Events carry ids and a version, never a resource.'

@description('Name of the system topic of the FHIR workspace.')
param topicName string

@description('Name of the subscription.')
@minLength(3)
@maxLength(64)
param name string

@description('Resource id of the identity events are delivered as.')
param identityId string

@description('Resource id of the queue.')
param queueId string

@description('Host name of the FHIR service; a workspace can hold several.')
param fhirHost string

@description('Resource id of the account, and name of its container, for events that could not be delivered.')
param undelivered { storageId: string, container: string }

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = { name: topicName }

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: name
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: {
      subjectBeginsWith: fhirHost
      includedEventTypes: [
        'Microsoft.HealthcareApis.FhirResourceCreated'
        'Microsoft.HealthcareApis.FhirResourceUpdated'
        'Microsoft.HealthcareApis.FhirResourceDeleted'
      ]
      enableAdvancedFilteringOnArrays: true
      advancedFilters: [{ operatorType: 'StringIn', key: 'data.resourceType', values: ['Encounter', 'DocumentReference'] }]
    }
    deliveryWithResourceIdentity: {
      identity: { type: 'UserAssigned', userAssignedIdentity: identityId }
      destination: {
        endpointType: 'ServiceBusQueue'
        properties: {
          resourceId: queueId
          // The event's id becomes the message's, so the queue drops a repeated delivery.
          deliveryAttributeMappings: [{ name: 'MessageId', type: 'Dynamic', properties: { sourceField: 'id' } }]
        }
      }
    }
    deadLetterWithResourceIdentity: {
      identity: { type: 'UserAssigned', userAssignedIdentity: identityId }
      deadLetterDestination: { endpointType: 'StorageBlob', properties: { resourceId: undelivered.storageId, blobContainerName: undelivered.container } }
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
  }
}
