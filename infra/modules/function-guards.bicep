metadata description = 'Who may reach the Function App: Event Grid, callers from named addresses who hold a token of the hospital\'s tenant, and named EHRs. All others are refused.'

import { CdsHooks, CohortApi } from '../types.bicep'

@description('Name of the app.')
param appName string

@description('Addresses that may call the cohort API or publish code, in CIDR form.')
param callerAddresses string[]

@description('Entra application of the cohort API; null leaves the API closed to all callers.')
param api CohortApi?

@description('EHRs that may call the CDS services; null leaves them closed.')
param cds CdsHooks?

var callers = [for (address, i) in callerAddresses: { name: 'caller-${i}', priority: 200 + i, action: 'Allow', ipAddress: address }]
var ehrs = [for (address, i) in (cds.?addresses ?? []): { name: 'ehr-${i}', priority: 400 + i, action: 'Allow', ipAddress: address }]

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: appName

  // Basic authentication would be a password; publishing is by Entra token alone.
  resource noScmPassword 'basicPublishingCredentialsPolicies' = { name: 'scm', properties: { allow: false } }
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = { name: 'ftp', properties: { allow: false } }

  resource web 'config' = {
    name: 'web'
    properties: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: concat([{ name: 'event-grid', priority: 100, action: 'Allow', tag: 'ServiceTag', ipAddress: 'AzureEventGrid' }], callers, ehrs)
      cors: { allowedOrigins: cds.?origins ?? [], supportCredentials: false }
      scmIpSecurityRestrictionsDefaultAction: 'Deny'
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictions: callers
    }
  }

  resource auth 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: api != null }
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'Return401'
        // Event Grid's webhook proves itself with the host's own system key, EHRs by a token that they sign themselves; see docs/security.md.
        excludedPaths: concat(['/runtime/webhooks/blobs'], cds == null ? [] : ['/api/cds-services', '/api/cds-services/*'])
      }
      httpSettings: { requireHttps: true }
      login: { tokenStore: { enabled: false } }
      identityProviders: {
        azureActiveDirectory: api == null ? null : {
          enabled: true
          registration: { clientId: api!.clientId, openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0' }
          validation: { allowedAudiences: api!.allowedAudiences }
        }
      }
    }
  }
}
