metadata description = 'Containers of the data account, how long each keeps what, and what is recorded about access.'

import { deleteRule } from '../types.bicep'

@description('Name of the data account.')
param accountName string

@description('Days proposals and cohort results are kept.')
param proposalRetentionDays int

@description('Days claim checks are kept.')
param requestRetentionDays int

@description('Days a stored proposal can be neither changed nor deleted; null sets no such lock.')
param proposalImmutabilityDays int?

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

var containers = ['models', 'requests', 'proposals', 'cohorts']
var immutable = proposalImmutabilityDays != null

// Old versions and deleted blobs outlive their blob by this long, so a wrong delete can be undone.
var undoDays = 30

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = { name: accountName }

resource service 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: undoDays }
    containerDeleteRetentionPolicy: { enabled: true, days: undoDays }
  }
}

resource containerResources 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [for name in containers: {
  parent: service
  name: name
  properties: {
    publicAccess: 'None'
    immutableStorageWithVersioning: name == 'proposals' && immutable ? { enabled: true } : null
  }
}]

resource lock 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-06-01' = if (immutable) {
  parent: containerResources[2]
  name: 'default'
  properties: { immutabilityPeriodSinceCreationInDays: proposalImmutabilityDays }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        deleteRule('requests-expire', 'requests', requestRetentionDays, undoDays)
        deleteRule('proposals-expire', 'proposals', proposalRetentionDays, undoDays)
        deleteRule('cohorts-expire', 'cohorts', proposalRetentionDays, undoDays)
      ]
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: service
  properties: { workspaceId: logsId, logs: [{ categoryGroup: 'allLogs', enabled: true }], metrics: [{ category: 'Transaction', enabled: true }] }
}
