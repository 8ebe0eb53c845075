using 'main.bicep'

// A place to try things with synthetic patients: public endpoints that Entra identities alone can use, one T4 at most, little kept.
param environmentName = 'dev'
param location = 'swedencentral'
param fhirServiceId = readEnvironmentVariable('MEDREC_FHIR_SERVICE_ID', '')
param workerImage = readEnvironmentVariable('MEDREC_WORKER_IMAGE', '') == '' ? null : readEnvironmentVariable('MEDREC_WORKER_IMAGE', '')
param gpu = 'T4'
param maxWorkerReplicas = 1
param maxFunctionInstances = 10
param privateNetworking = false
param dataReplication = 'Standard_LRS'
param proposalRetentionDays = 30
param requestRetentionDays = 7
param logRetentionDays = 30
param dailyLogCapGb = 1
param alertEmails = [readEnvironmentVariable('MEDREC_ALERT_EMAIL', 'medrec-operations@hospital.example')]
param monthlyBudget = 200
param budgetStart = '2026-12-01'
param tags = { dataClassification: 'synthetic' }
