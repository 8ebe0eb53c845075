metadata description = 'The Container Apps environment with the serverless GPU profile. The worker takes no calls, so nothing here listens.'

import { Gpu } from '../types.bicep'

@description('Region of the environment.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the environment.')
@minLength(2)
@maxLength(60)
param name string

@description('GPU of the worker. A profile can be added only while the environment is made: changing it means a new environment.')
param gpu Gpu

@description('Subnet of the worker; null leaves by the public network.')
param subnetId string?

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

var profiles = {
  None: []
  T4: [{ name: 'gpu', workloadProfileType: 'Consumption-GPU-NC8as-T4' }]
  A100: [{ name: 'gpu', workloadProfileType: 'Consumption-GPU-NC24-A100' }]
}

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // Container logs go out through the diagnostic setting below; the older way needs the workspace's shared key.
    appLogsConfiguration: { destination: 'azure-monitor' }
    workloadProfiles: concat([{ name: 'Consumption', workloadProfileType: 'Consumption' }], profiles[gpu])
    vnetConfiguration: subnetId == null ? null : { infrastructureSubnetId: subnetId, internal: true }
    publicNetworkAccess: subnetId == null ? 'Enabled' : 'Disabled'
    zoneRedundant: false
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: environment
  properties: { workspaceId: logsId, logs: [{ categoryGroup: 'allLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}

@description('Resource id of the environment.')
output id string = environment.id
