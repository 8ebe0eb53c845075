metadata description = 'One private endpoint: an address in the network for one service, and its names in private DNS.'

import { Endpoint } from '../types.bicep'

@description('Region of the endpoint.')
param location string

@description('Tags of every resource.')
param tags object

@description('The endpoint.')
param settings Endpoint

@description('Subnet that holds the address.')
param subnetId string

@description('Id of the resource group of the DNS zones.')
param zonesGroupId string

var zonesGroup = split(zonesGroupId, '/')

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2024-07-01' = {
  name: 'pep-${settings.name}'
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    customNetworkInterfaceName: 'nic-pep-${settings.name}'
    privateLinkServiceConnections: [
      { name: settings.name, properties: { privateLinkServiceId: settings.targetId, groupIds: [settings.groupId] } }
    ]
  }
}

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = {
  parent: privateEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [for zone in settings.zones: {
      name: replace(zone, '.', '-')
      properties: { privateDnsZoneId: resourceId(zonesGroup[2], zonesGroup[4], 'Microsoft.Network/privateDnsZones', zone) }
    }]
  }
}
