metadata description = 'Azure Monitor Private Link Scope: telemetry reaches the workspace over the private network alone.'

@description('Tags of every resource.')
param tags object

@description('Name of the scope.')
param name string

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component.')
param insightsName string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = { name: workspaceName }
resource insights 'Microsoft.Insights/components@2020-02-02' existing = { name: insightsName }

resource linkScope 'Microsoft.Insights/privateLinkScopes@2021-07-01-preview' = {
  name: name
  location: 'global'
  tags: tags
  properties: { accessModeSettings: { ingestionAccessMode: 'PrivateOnly', queryAccessMode: 'Open' } }

  resource logs 'scopedResources' = { name: workspaceName, properties: { linkedResourceId: workspace.id } }
  resource telemetry 'scopedResources' = { name: insightsName, properties: { linkedResourceId: insights.id } }
}
