// Every name in one place. The environment is 2 to 10 characters, so the longest storage account name has 24.

@export()
type Names = {
  functionsIdentity: string
  workerIdentity: string
  eventsIdentity: string
  logs: string
  insights: string
  monitorLink: string
  serviceBus: string
  dataStorage: string
  hostStorage: string
  registry: string
  network: string
  functionsPlan: string
  functions: string
  workerEnvironment: string
  worker: string
  fhirTopic: string
  cohortTopic: string
  actionGroup: string
  budget: string
}

@export()
@description('The names of one environment. `unique` keeps apart the names that are global in Azure.')
func namesOf(environment string, unique string) Names => {
  functionsIdentity: 'id-medrec-${environment}-functions'
  workerIdentity: 'id-medrec-${environment}-worker'
  eventsIdentity: 'id-medrec-${environment}-events'
  logs: 'log-medrec-${environment}'
  insights: 'appi-medrec-${environment}'
  monitorLink: 'ampls-medrec-${environment}'
  serviceBus: 'sb-medrec-${environment}-${unique}'
  dataStorage: 'medrec${environment}dt${unique}'
  hostStorage: 'medrec${environment}ho${unique}'
  registry: 'medrec${environment}${unique}'
  network: 'vnet-medrec-${environment}'
  functionsPlan: 'plan-medrec-${environment}'
  functions: 'func-medrec-${environment}-${unique}'
  workerEnvironment: 'cae-medrec-${environment}'
  worker: 'ca-medrec-worker-${environment}'
  fhirTopic: 'evgt-medrec-${environment}-fhir'
  cohortTopic: 'evgt-medrec-${environment}-cohorts'
  actionGroup: 'ag-medrec-${environment}'
  budget: 'budget-medrec-${environment}'
}
