metadata description = 'Settings of the Function App. Addresses and ids; no secret is among them.'

@description('Name of the app.')
param appName string

@description('Name of the identity the app acts as.')
param identityName string

@description('Settings by name.')
param settings object

@description('Prefixes of the connections the host opens as that identity.')
param connections string[]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = { name: identityName }

var credentials = toObject(connections, c => '${c}__credential', c => 'managedidentity')
var clientIds = toObject(connections, c => '${c}__clientId', c => identity.properties.clientId)

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: appName

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, credentials, clientIds, {
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
      AZURE_CLIENT_ID: identity.properties.clientId
    })
  }
}
