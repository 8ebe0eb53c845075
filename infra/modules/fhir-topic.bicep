metadata description = 'Event Grid system topic of the FHIR workspace. Azure allows one per workspace: where there is one already, name it in fhirEventTopic instead.'

@description('Region of the workspace; a system topic lives where its source does.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the topic.')
@minLength(3)
@maxLength(50)
param name string

@description('Name of the Azure Health Data Services workspace.')
param workspaceName string

@description('Resource id of the identity events are delivered as.')
param identityId string

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

resource workspace 'Microsoft.HealthcareApis/workspaces@2024-03-31' existing = { name: workspaceName }

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: { source: workspace.id, topicType: 'Microsoft.HealthcareApis.Workspaces' }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: topic
  properties: { workspaceId: logsId, logs: [{ categoryGroup: 'allLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}
