metadata description = 'The functions may read the FHIR service. Read alone: proposals are stored beside the record, never written into it.'

import { roles } from '../types.bicep'

@description('Name of the Azure Health Data Services workspace.')
param workspaceName string

@description('Name of the FHIR service in it.')
param serviceName string

@description('Resource group of this system, by id, where the identity is.')
param systemGroupId string

@description('Name of the identity that reads.')
param readerName string

resource workspace 'Microsoft.HealthcareApis/workspaces@2024-03-31' existing = {
  name: workspaceName

  resource service 'fhirservices' existing = { name: serviceName }
}

resource reader 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: readerName
  scope: resourceGroup(split(systemGroupId, '/')[2], split(systemGroupId, '/')[4])
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(workspace::service.id, reader.id, roles.fhirDataReader)
  scope: workspace::service
  properties: {
    principalId: reader.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.fhirDataReader)
  }
}
