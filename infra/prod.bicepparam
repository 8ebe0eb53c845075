using 'main.bicep'

// Production of one hospital group: everything private, zone-redundant, proposals locked for ninety days.
param environmentName = 'prod'
param location = 'swedencentral'
param fhirServiceId = readEnvironmentVariable('MEDREC_FHIR_SERVICE_ID', '')
param workerImage = readEnvironmentVariable('MEDREC_WORKER_IMAGE', '') == '' ? null : readEnvironmentVariable('MEDREC_WORKER_IMAGE', '')
param gpu = 'T4'
param maxWorkerReplicas = 4
param maxFunctionInstances = 100
param privateNetworking = true
param addressPrefix = '10.64.0.0/22'
param fhirPrivateEndpoint = true
param dataReplication = 'Standard_ZRS'
param proposalRetentionDays = 730
param proposalImmutabilityDays = 90
param requestRetentionDays = 30
param logRetentionDays = 365
param dailyLogCapGb = 20
param alertEmails = [readEnvironmentVariable('MEDREC_ALERT_EMAIL', 'medrec-operations@hospital.example')]
param monthlyBudget = 6000
param budgetStart = '2026-12-01'
param tags = { dataClassification: 'patient' }
