metadata description = 'Who is told, and of what: a dead letter, an ageing queue, failed scoring, no replica at work, an event that was not delivered.'

@description('Region of the log alerts.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the action group.')
param groupName string

@description('Addresses that are mailed.')
param emails string[]

@description('Resource id of the Service Bus namespace.')
param serviceBusId string

@description('Resource id of the Event Grid topic of the FHIR workspace.')
param fhirTopicId string

@description('Resource id of the Log Analytics workspace.')
param logsId string

var rules = loadJsonContent('../alerts.json')

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: groupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'medrec'
    enabled: true
    emailReceivers: [for (email, i) in emails: { name: 'mail-${i}', emailAddress: email, useCommonAlertSchema: true }]
  }
}

var metricRules = [
  { name: 'dead-letters', scope: serviceBusId, namespace: 'Microsoft.ServiceBus/namespaces', metric: 'DeadletteredMessages', aggregation: 'Maximum', dimension: 'EntityName', text: 'A message was dead-lettered. Read why with the medrec tool, mend the cause, replay.' }
  { name: 'undelivered-events', scope: fhirTopicId, namespace: 'Microsoft.EventGrid/systemTopics', metric: 'DeadLetteredCount', aggregation: 'Total', dimension: 'EventSubscriptionName', text: 'Event Grid could not deliver FHIR events; they lie in the container undelivered-events.' }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for rule in metricRules: {
  name: '${groupName}-${rule.name}'
  location: 'global'
  tags: tags
  properties: {
    description: rule.text
    severity: 2
    enabled: true
    scopes: [rule.scope]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [{ criterionType: 'StaticThresholdCriterion', name: rule.name, metricNamespace: rule.namespace, metricName: rule.metric, operator: 'GreaterThan', threshold: 0, timeAggregation: rule.aggregation, dimensions: [{ name: rule.dimension, operator: 'Include', values: ['*'] }] }]
    }
    actions: [{ actionGroupId: group.id }]
  }
}]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: '${groupName}-${rule.name}'
  location: location
  tags: tags
  properties: {
    displayName: rule.name
    description: rule.text
    severity: rule.severity
    enabled: true
    scopes: [logsId]
    evaluationFrequency: rule.every
    windowSize: rule.window
    criteria: { allOf: [{ query: join(rule.query, '\n'), timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0, failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 } }] }
    actions: { actionGroups: [group.id] }
  }
}]
