metadata description = 'The container registry. No admin user; the worker pulls with its identity.'

import { Grant } from '../types.bicep'

@description('Region of the registry.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the registry.')
@minLength(5)
@maxLength(50)
param name string

@description('Premium has private endpoints, zones and artifact streaming, which shortens the cold start of a large GPU image.')
param sku 'Basic' | 'Premium'

@description('Whether the registry answers on the public network.')
param publicAccess bool

@description('Who may pull.')
param grants Grant[]

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    // Azure's own builders (az acr build) come in as a trusted service.
    networkRuleBypassOptions: 'AzureServices'
    zoneRedundancy: sku == 'Premium' ? 'Enabled' : 'Disabled'
    policies: sku == 'Premium' ? { retentionPolicy: { status: 'enabled', days: 30 } } : null
  }
}

resource holders 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [for g in grants: { name: g.identityName }]

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (g, i) in grants: {
  name: guid(registry.id, holders[i].id, g.roleId)
  scope: registry
  properties: {
    principalId: holders[i].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', g.roleId)
  }
}]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: registry
  properties: { workspaceId: logsId, logs: [{ categoryGroup: 'allLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}

@description('Resource id of the registry.')
output id string = registry.id
