metadata description = 'Log Analytics and Application Insights. Telemetry is accepted from Entra identities alone; the instrumentation key opens nothing.'

import { roles } from '../types.bicep'

@description('Region of the workspace.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component.')
param insightsName string

@description('Days logs are kept and can be queried.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Gigabytes a day after which ingestion stops, so that a fault cannot run up the bill; -1 sets no cap.')
@minValue(-1)
@maxValue(1000)
param dailyCapGb int

@description('Whether telemetry may arrive over the public network. Queries by signed-in operators stay possible.')
param publicIngestion bool

@description('Names of the identities that send telemetry.')
param senderNames string[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
    publicNetworkAccessForIngestion: publicIngestion ? 'Enabled' : 'Disabled'
    publicNetworkAccessForQuery: 'Enabled'
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    publicNetworkAccessForIngestion: publicIngestion ? 'Enabled' : 'Disabled'
    publicNetworkAccessForQuery: 'Enabled'
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: workspace
  properties: { workspaceId: workspace.id, logs: [{ categoryGroup: 'audit', enabled: true }] }
}

resource senders 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [for name in senderNames: { name: name }]

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (name, i) in senderNames: {
  name: guid(insights.id, senders[i].id, roles.metricsPublisher)
  scope: insights
  properties: {
    principalId: senders[i].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.metricsPublisher)
  }
}]

@description('Where telemetry goes. No secret: without an Entra token it is refused.')
output connectionString string = insights.properties.ConnectionString
