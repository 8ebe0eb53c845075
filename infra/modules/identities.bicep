metadata description = 'One user-assigned identity for each thing that acts: the functions, the worker, and Event Grid. Known before the things exist, so their rights are in place first.'

@description('Region of the identities.')
param location string

@description('Tags of every resource.')
param tags object

@description('Names of the identities.')
@minLength(1)
param identityNames string[]

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [for name in identityNames: {
  name: name
  location: location
  tags: tags
}]
