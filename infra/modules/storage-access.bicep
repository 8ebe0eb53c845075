metadata description = 'Who may read or write which container of a storage account, and who holds a role on the account as a whole.'

import { ChildGrant, Grant } from '../types.bicep'

@description('Name of the account.')
param accountName string

@description('Roles on single containers.')
param containerGrants ChildGrant[] = []

@description('Roles on the whole account, for queues and tables that have no finer scope before they exist.')
param accountGrants Grant[] = []

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = { name: accountName }

resource service 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: account
  name: 'default'
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = [for g in containerGrants: {
  parent: service
  name: g.childName
}]

resource containerHolders 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [for g in containerGrants: { name: g.identityName }]

resource containerAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (g, i) in containerGrants: {
  name: guid(containers[i].id, containerHolders[i].id, g.roleId)
  scope: containers[i]
  properties: {
    principalId: containerHolders[i].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', g.roleId)
  }
}]

resource accountHolders 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [for g in accountGrants: { name: g.identityName }]

resource accountAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (g, i) in accountGrants: {
  name: guid(account.id, accountHolders[i].id, g.roleId)
  scope: account
  properties: {
    principalId: accountHolders[i].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', g.roleId)
  }
}]
