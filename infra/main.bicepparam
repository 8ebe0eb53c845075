using 'main.bicep'

// For `azd up`: every value comes from the azd environment (`azd env set NAME VALUE`), with the defaults of a trial.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'swedencentral')
param fhirServiceId = readEnvironmentVariable('MEDREC_FHIR_SERVICE_ID', '')
param workerImage = readEnvironmentVariable('MEDREC_WORKER_IMAGE', '') == '' ? null : readEnvironmentVariable('MEDREC_WORKER_IMAGE', '')
param gpu = readEnvironmentVariable('MEDREC_GPU', 'T4')
param maxWorkerReplicas = int(readEnvironmentVariable('MEDREC_MAX_WORKER_REPLICAS', '1'))
param privateNetworking = bool(readEnvironmentVariable('MEDREC_PRIVATE_NETWORKING', 'false'))
param dataReplication = readEnvironmentVariable('MEDREC_DATA_REPLICATION', 'Standard_LRS')
param callerAddresses = json(readEnvironmentVariable('MEDREC_CALLER_ADDRESSES', '[]'))
param cohortApi = readEnvironmentVariable('MEDREC_COHORT_API_CLIENT_ID', '') == ''
  ? null
  : {
      clientId: readEnvironmentVariable('MEDREC_COHORT_API_CLIENT_ID', '')
      allowedAudiences: ['api://${readEnvironmentVariable('MEDREC_COHORT_API_CLIENT_ID', '')}']
    }
param cdsHooks = json(readEnvironmentVariable('MEDREC_CDS_HOOKS', 'null'))
param alertEmails = split(readEnvironmentVariable('MEDREC_ALERT_EMAIL', 'medrec-operations@hospital.example'), ',')
param monthlyBudget = int(readEnvironmentVariable('MEDREC_MONTHLY_BUDGET', '200'))
param budgetStart = readEnvironmentVariable('MEDREC_BUDGET_START', '2026-12-01')
param tags = { 'azd-env-name': readEnvironmentVariable('AZURE_ENV_NAME', 'dev') }
