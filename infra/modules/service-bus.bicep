metadata description = 'The Service Bus namespace and its queues. Shared access keys are off: every sender and receiver is an identity.'

import { Queue } from '../types.bicep'

@description('Region of the namespace.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param name string

@description('Premium has private endpoints, isolation and zone redundancy; Standard is billed by message.')
param sku 'Standard' | 'Premium'

@description('Whether the namespace answers on the public network. Standard has no other way in.')
param publicAccess bool

@description('The queues.')
param queues Queue[]

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, tier: sku, capacity: sku == 'Premium' ? 1 : null }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    zoneRedundant: sku == 'Premium'
  }
}

resource queueResources 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [for q in queues: {
  parent: namespace
  name: q.name
  properties: {
    lockDuration: q.lockDuration
    defaultMessageTimeToLive: q.timeToLive
    deadLetteringOnMessageExpiration: true
    maxDeliveryCount: q.maxDeliveryCount
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: q.duplicateWindow
  }
}]

// Event Grid cannot deliver through a private endpoint; it comes in as a trusted service, with its identity.
resource rules 'Microsoft.ServiceBus/namespaces/networkRuleSets@2024-01-01' = if (sku == 'Premium') {
  parent: namespace
  name: 'default'
  properties: {
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    defaultAction: publicAccess ? 'Allow' : 'Deny'
    trustedServiceAccessEnabled: true
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: namespace
  properties: {
    workspaceId: logsId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id of the namespace.')
output id string = namespace.id
