metadata description = 'The Function App on Flex Consumption: .NET isolated, every connection by identity. Its settings and who may reach it are in the two modules beside this one.'

@description('Region of the app.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the plan.')
param planName string

@description('Name of the app.')
@minLength(2)
@maxLength(60)
param name string

@description('Name of the identity the app acts as.')
param identityName string

@description('Address of the container that deployment packages are put in.')
param deploymentContainer string

@description('Instances at most. Each takes up to 16 events at a time.')
@minValue(1)
@maxValue(1000)
param maximumInstances int

@description('Subnet of outgoing traffic; null leaves by the public network.')
param subnetId string?

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = { name: identityName }

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  kind: 'functionapp'
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: subnetId
    functionAppConfig: {
      deployment: {
        storage: { type: 'blobContainer', value: deploymentContainer, authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id } }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: { maximumInstanceCount: maximumInstances, instanceMemoryMB: 2048 }
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: app
  properties: { workspaceId: logsId, logs: [{ categoryGroup: 'allLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}

@description('Resource id of the app.')
output id string = app.id
