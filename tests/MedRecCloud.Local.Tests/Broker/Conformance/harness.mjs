// A small runner: each scenario gets its own queue where it asks for one, and becomes one JSON line on standard output.
import { ServiceBusClient } from "@azure/service-bus";

const scenarios = [];
let queues = 0;

/** A scenario on a queue of its own with default settings. */
export function scenario(name, run) {
  const queue = `q${String(++queues).padStart(2, "0")}`;
  scenarios.push({ name, run, queue });
}

/** A scenario on an entity with settings of its own. */
export function scenarioOn(queue, name, run) {
  scenarios.push({ name, run, queue });
}

export function equal(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

export function ok(condition, what) {
  if (!condition) throw new Error(what);
}

export async function rejects(promise, code, what) {
  try {
    await promise;
  } catch (error) {
    if (error.code === code) return error;
    throw new Error(`${what}: expected ${code}, got ${error.code} (${error.message})`);
  }
  throw new Error(`${what}: expected ${code}, but nothing failed`);
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function receive(receiver, count, maxWaitTimeInMs = 8000) {
  const messages = [];
  const until = Date.now() + maxWaitTimeInMs;
  while (messages.length < count && Date.now() < until)
    messages.push(...await receiver.receiveMessages(count - messages.length, { maxWaitTimeInMs: Math.max(until - Date.now(), 1) }));
  equal(messages.length, count, "messages received");
  return messages;
}

function withTimeout(promise, ms) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export async function runAll(connectionString, only) {
  let failed = 0;
  for (const { name, run, queue } of scenarios) {
    if (only && !name.includes(only)) continue;
    const started = Date.now();
    const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 1, retryDelayInMs: 200, timeoutInMs: 20000 } });
    let error = null;
    try {
      await withTimeout(run({ client, queue, connectionString }), 40000);
    } catch (e) {
      error = `${e.message}`;
      failed++;
    }
    await withTimeout(client.close(), 5000).catch(() => {});
    console.log(JSON.stringify({ name, passed: error === null, error, milliseconds: Date.now() - started }));
  }
  return failed;
}
