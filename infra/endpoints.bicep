// Which services get an address in the network, and which zones of private DNS answer for them.

import { Endpoint } from 'types.bicep'

func zone(service string) string => 'privatelink.${service}'

@export()
@description('Zones the endpoints need.')
func zonesOf(storageSuffix string) string[] => concat(
  [
    zone('blob.${storageSuffix}'), zone('queue.${storageSuffix}'), zone('table.${storageSuffix}')
    zone('servicebus.windows.net'), zone('azurecr.io'), zone('azurewebsites.net')
    zone('azurehealthcareapis.com'), zone('fhir.azurehealthcareapis.com')
  ],
  monitorZones()
)

func monitorZones() string[] => [zone('monitor.azure.com'), zone('oms.opinsights.azure.com'), zone('ods.opinsights.azure.com'), zone('agentsvc.azure-automation.net')]

@export()
@description('What the ids of the services are that get an endpoint.')
type Targets = {
  dataStorageId: string
  hostStorageId: string
  serviceBusId: string
  registryId: string
  functionsId: string
  monitorLinkId: string

  @description('The FHIR workspace, where it shall have an endpoint in this network.')
  fhirWorkspaceId: string?
}

@export()
@description('The endpoints, one for each sub-resource that is used.')
func endpointsOf(prefix string, to Targets, storageSuffix string) Endpoint[] => concat(
  [
    { name: '${prefix}-data-blob', targetId: to.dataStorageId, groupId: 'blob', zones: [zone('blob.${storageSuffix}')] }
    { name: '${prefix}-data-queue', targetId: to.dataStorageId, groupId: 'queue', zones: [zone('queue.${storageSuffix}')] }
    { name: '${prefix}-host-blob', targetId: to.hostStorageId, groupId: 'blob', zones: [zone('blob.${storageSuffix}')] }
    { name: '${prefix}-host-queue', targetId: to.hostStorageId, groupId: 'queue', zones: [zone('queue.${storageSuffix}')] }
    { name: '${prefix}-host-table', targetId: to.hostStorageId, groupId: 'table', zones: [zone('table.${storageSuffix}')] }
    { name: '${prefix}-service-bus', targetId: to.serviceBusId, groupId: 'namespace', zones: [zone('servicebus.windows.net')] }
    { name: '${prefix}-registry', targetId: to.registryId, groupId: 'registry', zones: [zone('azurecr.io')] }
    { name: '${prefix}-functions', targetId: to.functionsId, groupId: 'sites', zones: [zone('azurewebsites.net')] }
    { name: '${prefix}-monitor', targetId: to.monitorLinkId, groupId: 'azuremonitor', zones: concat(monitorZones(), [zone('blob.${storageSuffix}')]) }
  ],
  to.?fhirWorkspaceId == null
    ? []
    : [{ name: '${prefix}-fhir', targetId: to.fhirWorkspaceId!, groupId: 'healthcareworkspace', zones: [zone('azurehealthcareapis.com'), zone('fhir.azurehealthcareapis.com')] }]
)
