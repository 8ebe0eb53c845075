metadata description = 'The virtual network: a subnet for the functions, one for the worker, one for private endpoints. Nothing comes in from the internet.'

@description('Region of the network.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the network.')
param name string

@description('Address space, at least a /22 that no peered network uses.')
param addressPrefix string

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

// Flex Consumption and Container Apps each need a subnet of their own; /26 holds the 40 and more instances of a burst, /24 the replicas of a large cohort.
var subnets = [
  { name: 'functions', prefix: cidrSubnet(addressPrefix, 26, 0), delegation: 'Microsoft.App/environments' }
  { name: 'endpoints', prefix: cidrSubnet(addressPrefix, 26, 1), delegation: null }
  { name: 'worker', prefix: cidrSubnet(addressPrefix, 24, 1), delegation: 'Microsoft.App/environments' }
]

var denyInternet = {
  name: 'deny-inbound-from-internet'
  properties: {
    priority: 4000
    direction: 'Inbound'
    access: 'Deny'
    protocol: '*'
    sourceAddressPrefix: 'Internet'
    sourcePortRange: '*'
    destinationAddressPrefix: '*'
    destinationPortRange: '*'
  }
}

resource groups 'Microsoft.Network/networkSecurityGroups@2024-07-01' = [for s in subnets: {
  name: 'nsg-${name}-${s.name}'
  location: location
  tags: tags
  properties: { securityRules: [denyInternet] }
}]

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [for (s, i) in subnets: {
      name: s.name
      properties: {
        addressPrefix: s.prefix
        networkSecurityGroup: { id: groups[i].id }
        privateEndpointNetworkPolicies: 'Enabled'
        delegations: s.delegation == null ? [] : [{ name: 'delegation', properties: { serviceName: s.delegation! } }]
      }
    }]
  }
}

resource groupDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for (s, i) in subnets: {
  name: 'to-log-analytics'
  scope: groups[i]
  properties: { workspaceId: logsId, logs: [{ categoryGroup: 'allLogs', enabled: true }] }
}]

resource networkDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: network
  properties: { workspaceId: logsId, logs: [{ categoryGroup: 'allLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}
