// node service-bus.mjs CONNECTION_STRING QUEUE: reads "send N" and "receive N" lines, answers each with "done".
import { createInterface } from "node:readline";
import { ServiceBusClient } from "@azure/service-bus";

const [connectionString, queue] = process.argv.slice(2);
const client = new ServiceBusClient(connectionString);
const sender = client.createSender(queue);
const receiver = client.createReceiver(queue);
const body = Buffer.alloc(1024);

async function send(count) {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await sender.sendMessages({ body });
  };
  await Promise.all(Array.from({ length: 200 }, worker));
}

async function receive(count) {
  for (let received = 0; received < count;) {
    const messages = await receiver.receiveMessages(Math.min(500, count - received), { maxWaitTimeInMs: 30000 });
    if (messages.length === 0) throw new Error(`only ${received} of ${count} messages came`);
    received += messages.length;
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, count] = line.split(" ");
  await (verb === "send" ? send(Number(count)) : receive(Number(count)));
  console.log("done");
}

await client.close();
