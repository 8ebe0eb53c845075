metadata description = 'Who may send to or receive from which queue, and who may read the depth of the queues to scale on it.'

import { ChildGrant } from '../types.bicep'

@description('Name of the namespace.')
param namespaceName string

@description('Environment name, part of the custom role\'s name, which is unique in the tenant.')
param environmentName string

@description('Roles on single queues.')
param queueGrants ChildGrant[]

@description('Names of the identities that scalers use.')
param scalerNames string[]

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = { name: namespaceName }

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [for g in queueGrants: {
  parent: namespace
  name: g.childName
}]

resource holders 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [for g in queueGrants: { name: g.identityName }]

resource queueAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (g, i) in queueGrants: {
  name: guid(queues[i].id, holders[i].id, g.roleId)
  scope: queues[i]
  properties: {
    principalId: holders[i].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', g.roleId)
  }
}]

// KEDA and the Functions scaler ask for queue lengths. Data Receiver does not hold that right, and Data Owner holds far more than it.
resource depthReader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'medrec-queue-depth-reader')
  properties: {
    roleName: 'MedRecCloud queue depth reader (${environmentName}, ${uniqueString(resourceGroup().id)})'
    description: 'Reads the properties and message counts of Service Bus queues; no message can be read, sent or settled with it.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [{ actions: ['Microsoft.ServiceBus/namespaces/read', 'Microsoft.ServiceBus/namespaces/queues/read'] }]
  }
}

resource scalers 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [for name in scalerNames: { name: name }]

resource depthAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (name, i) in scalerNames: {
  name: guid(namespace.id, scalers[i].id, depthReader.id)
  scope: namespace
  properties: {
    principalId: scalers[i].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: depthReader.id
  }
}]
