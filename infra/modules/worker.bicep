metadata description = 'The inference worker: no ingress, scaled on the depth of both request queues, down to no replica and no cost.'

import { Scale, scaleRules } from '../types.bicep'

@description('Region of the app.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the app.')
@minLength(2)
@maxLength(32)
param name string

@description('Resource id of the environment.')
param environmentId string

@description('Workload profile, and the cores and memory of a replica; a GPU profile is taken whole.')
param size { profile: string, cpu: string, memory: string }

@description('Image with its digest, and the login server of its registry.')
param image { reference: string, registry: string }

@description('Name of the identity the worker acts as.')
param identityName string

@description('When replicas are added.')
param scale Scale

@description('Environment variables, by name. No secret is among them.')
param settings object

@description('Log Analytics workspace that diagnostics go to.')
param logsId string

var probe = { periodSeconds: 10, timeoutSeconds: 5, httpGet: { path: '/healthz', port: 8080 } }

var container = {
  name: 'inference-worker'
  image: image.reference
  resources: { cpu: json(size.cpu), memory: size.memory }
  env: concat(map(items(settings), v => { name: v.key, value: v.value }), [{ name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }])
  volumeMounts: [{ volumeName: 'scratch', mountPath: '/scratch' }]
  probes: [
    union(probe, { type: 'Startup', failureThreshold: 30 })
    union(probe, { type: 'Liveness', failureThreshold: 6 })
    union(probe, { type: 'Readiness', failureThreshold: 3, httpGet: { path: '/readyz', port: 8080 } })
  ]
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = { name: identityName }

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environmentId
    workloadProfileName: size.profile
    configuration: { activeRevisionsMode: 'Single', registries: [{ server: image.registry, identity: identity.id }] }
    template: {
      // The longest Azure allows: a replica finishes its batch before it leaves.
      terminationGracePeriodSeconds: 600
      containers: [container]
      volumes: [{ name: 'scratch', storageType: 'EmptyDir' }]
      scale: { minReplicas: 0, maxReplicas: scale.maxReplicas, cooldownPeriod: 300, pollingInterval: 15, rules: scaleRules(scale, identity.id) }
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: app
  properties: { workspaceId: logsId, metrics: [{ category: 'AllMetrics', enabled: true }] }
}
