metadata description = 'The operators\' page: queues, scoring, abstentions, dead letters, replicas.'

@description('Region of the workbook.')
param location string

@description('Tags of every resource.')
param tags object

@description('Title of the page.')
param title string

@description('Resource id of the Application Insights component it asks.')
param insightsId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'medrec-operations')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: insightsId
    serializedData: string(loadJsonContent('../workbook.json'))
    version: 'Notebook/1.0'
  }
}
