metadata description = 'Zones of private DNS and their links to the network. A hub that owns these zones already passes createDnsZones=false and links its own.'

@description('Tags of every resource.')
param tags object

@description('Zones to make.')
param zones string[]

@description('Network that resolves the zones.')
param networkId string

resource zoneResources 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in zones: {
  name: zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, i) in zones: {
  parent: zoneResources[i]
  name: 'medrec'
  location: 'global'
  tags: tags
  properties: { registrationEnabled: false, virtualNetwork: { id: networkId } }
}]
