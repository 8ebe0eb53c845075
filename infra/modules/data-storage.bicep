metadata description = 'The account with patient data: claim checks, proposals, cohorts; and the model packages. No shared key, no anonymous read, versions kept.'

@description('Region of the account.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Replication. ZRS survives the loss of a zone, GZRS of a region; both keep data in the paired geography.')
param sku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'

@description('Whether the account answers on the public network.')
param publicAccess bool

@description('Days proposals and cohort results are kept.')
@minValue(1)
@maxValue(36500)
param proposalRetentionDays int

@description('Days claim checks are kept; they hold the prompt and are needed only until their proposal is stored.')
@minValue(1)
@maxValue(365)
param requestRetentionDays int

@description('Days a stored proposal can be neither changed nor deleted; null sets no such lock.')
@minValue(1)
@maxValue(36500)
param proposalImmutabilityDays int?

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: publicAccess ? 'Allow' : 'Deny' }
    encryption: { keySource: 'Microsoft.Storage', requireInfrastructureEncryption: true, services: { blob: { enabled: true, keyType: 'Account' } } }
  }
}

module blobs 'data-blobs.bicep' = {
  params: {
    accountName: account.name
    proposalRetentionDays: proposalRetentionDays
    requestRetentionDays: requestRetentionDays
    proposalImmutabilityDays: proposalImmutabilityDays
    logsId: logsId
  }
}

@description('Resource id of the account.')
output id string = account.id

@description('Address of its blobs.')
output blobEndpoint string = account.properties.primaryEndpoints.blob
