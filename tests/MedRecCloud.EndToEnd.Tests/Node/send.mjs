// Sends one Azure Health Data Services event for each encounter given on standard input, as an outside process would:
//   node send.mjs CONNECTION_STRING FHIR_ACCOUNT SEED
// One encounter id per line. Shuffled by the seed; every tenth event is sent twice. Prints how many messages are accepted so far, a line for each batch.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const { ServiceBusClient } = createRequire(path.join(process.env.MEDREC_NODE_HOME, 'package.json'))('@azure/service-bus');
const [connectionString, account, seed] = process.argv.slice(2);
const ids = readFileSync(0, 'utf8').split('\n').filter(Boolean);

let state = Number(seed) >>> 0 || 1;
const random = () => { // xorshift32
  state ^= state << 13; state >>>= 0;
  state ^= state >>> 17;
  state ^= state << 5; state >>>= 0;
  return state / 2 ** 32;
};

const events = ids.map((id, i) => ({
  id: `event-${i}`,
  topic: '/subscriptions/x/resourceGroups/x/providers/Microsoft.HealthcareApis/workspaces/x',
  subject: `${account}/Encounter/${id}`,
  data: { resourceType: 'Encounter', resourceFhirAccount: account, resourceFhirId: id, resourceVersionId: 1 },
  eventType: 'Microsoft.HealthcareApis.FhirResourceCreated',
  dataVersion: '1',
  metadataVersion: '1',
  eventTime: '2026-03-02T08:00:00Z',
}));
const messages = [...events, ...events.filter((_, i) => i % 10 === 0)];
for (let i = messages.length - 1; i > 0; i--) {
  const j = Math.floor(random() * (i + 1));
  [messages[i], messages[j]] = [messages[j], messages[i]];
}

const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 20, retryDelayInMs: 300, maxRetryDelayInMs: 3000 } });
const sender = client.createSender('fhir-events');

// A port where nobody listens for the moment is no transient error to the client, which gives up at once; a broker that is being started again is one to us.
async function deliver(batch) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sender.sendMessages(batch);
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

for (let i = 0; i < messages.length; i += 50) {
  const batch = messages.slice(i, i + 50);
  await deliver(batch.map((body) => ({ body, contentType: 'application/json' })));
  console.log(i + batch.length);
}
await sender.close();
await client.close();
