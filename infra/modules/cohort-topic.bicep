metadata description = 'Event Grid system topic of the data account: a manifest put into the cohorts container starts a cohort. The subscription follows the code; see cohort-events.bicep.'

@description('Region of the account.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the topic.')
@minLength(3)
@maxLength(50)
param name string

@description('Resource id of the data account.')
param storageId string

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  properties: { source: storageId, topicType: 'Microsoft.Storage.StorageAccounts' }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: topic
  properties: { workspaceId: logsId, logs: [{ categoryGroup: 'allLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}
