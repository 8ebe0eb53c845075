// Types and role ids, in one place. docs/security.md lists every assignment of these roles; a test compares the two.

@export()
@description('The built-in roles this system assigns, by their ids, which are the same in every tenant.')
var roles = {
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
  blobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  blobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  fhirDataReader: '4c8d0bbc-75d3-4935-991f-5f3c56d81508'
  metricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  serviceBusReceiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  serviceBusSender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  tableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

@export()
@description('Who may do what to one thing: an identity of this resource group and the id of a built-in role.')
type Grant = {
  @description('Name of a user-assigned identity in this resource group.')
  identityName: string

  @description('Id of a built-in role, from `roles`.')
  roleId: string
}

@export()
@description('A grant on one child (a queue, a container) of the resource a module makes.')
type ChildGrant = {
  @description('Name of a user-assigned identity in this resource group.')
  identityName: string

  @description('Id of a built-in role, from `roles`.')
  roleId: string

  @description('The queue or container the role reaches; nothing beside it.')
  childName: string
}

@export()
@description('One queue: how long a receiver may hold a message, how long a message may wait, and how long a repeated message id is recognised.')
type Queue = {
  name: string

  @description('ISO 8601; Service Bus allows at most PT5M. Receivers renew it while they work.')
  lockDuration: string

  @description('ISO 8601; a message older than this is dead-lettered, never silently lost.')
  timeToLive: string

  @description('ISO 8601, 20 seconds to 7 days. A message replayed from the dead-letter queue under its own id is dropped within it.')
  duplicateWindow: string

  @description('Deliveries before a message is dead-lettered.')
  @minValue(1)
  @maxValue(2000)
  maxDeliveryCount: int
}

@export()
@description('The GPU of the inference worker; None runs the CPU flavour on the ordinary Consumption profile.')
type Gpu = 'None' | 'T4' | 'A100'

@export()
@description('A private endpoint to make.')
type Endpoint = {
  @description('Last part of the endpoint\'s name.')
  name: string

  targetId: string

  @description('The sub-resource: blob, queue, namespace, registry …')
  groupId: string

  @description('Zones of private DNS, from `privateZones`, that the endpoint\'s addresses are written to.')
  zones: string[]
}

@export()
@description('Application of Microsoft Entra that callers of the cohort API sign in to.')
type CohortApi = {
  @description('Client id of the application registration.')
  clientId: string

  @description('The `aud` values that are accepted, for example api://medrec.')
  allowedAudiences: string[]
}

@export()
@description('The EHRs that may call the CDS services; see docs/cds-hooks.md.')
type CdsHooks = {
  @description('Address the EHRs call, without /cds-services; the app\'s own when left out. Their tokens must name it as audience.')
  baseUrl: string?

  @description('EHRs that are trusted: the issuer of their tokens, where their public keys are, and the tenant they must name.')
  @minLength(1)
  clients: { issuer: string, keysUrl: string, tenant: string? }[]

  @description('Addresses in CIDR form that EHRs call from over the public network. They cannot publish code.')
  addresses: string[]

  @description('Origins of web pages that may call from a browser, for example https://ehr.hospital.example.')
  origins: string[]
}

@export()
@description('A lifecycle rule that deletes a container\'s blobs after some days, and old versions no sooner than a wrong delete can be undone.')
func deleteRule(name string, container string, days int, undoDays int) object => {
  name: name
  enabled: true
  type: 'Lifecycle'
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['${container}/'] }
    actions: {
      baseBlob: { delete: { daysAfterModificationGreaterThan: days } }
      version: { delete: { daysAfterCreationGreaterThan: max(days, undoDays) } }
    }
  }
}

@export()
@description('What the worker scales on: the queues, and how many waiting messages ask for one replica.')
type Scale = {
  serviceBusName: string

  @description('Each replica takes one GPU of the quota.')
  @minValue(1)
  @maxValue(30)
  maxReplicas: int

  queues: { name: string, messagesPerReplica: int }[]
}

@export()
@description('KEDA\'s rules, one for each queue, read as an identity.')
func scaleRules(scale Scale, identityId string) array => map(scale.queues, queue => {
  name: queue.name
  custom: {
    type: 'azure-servicebus'
    identity: identityId
    metadata: { namespace: scale.serviceBusName, queueName: queue.name, messageCount: string(queue.messagesPerReplica) }
  }
})
