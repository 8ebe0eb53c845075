import { ServiceBusClient } from "@azure/service-bus";
import { equal, ok, receive, rejects, runAll, scenario, scenarioOn, sleep } from "./harness.mjs";

scenario("sends one message and receives it with all its properties", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({
    body: { text: "hello", n: 1 }, messageId: "m-1", subject: "s", correlationId: "c", contentType: "application/json", to: "t", replyTo: "r",
    applicationProperties: { a: 1, b: "two", c: true, d: 1.5 }, timeToLive: 3600000, partitionKey: "pk",
  });
  const receiver = client.createReceiver(queue);
  const [message] = await receive(receiver, 1);
  equal(message.body.text, "hello", "body");
  equal(message.messageId, "m-1", "messageId");
  equal(message.subject, "s", "subject");
  equal(message.correlationId, "c", "correlationId");
  equal(message.contentType, "application/json", "contentType");
  equal(message.to, "t", "to");
  equal(message.replyTo, "r", "replyTo");
  equal(message.partitionKey, "pk", "partitionKey");
  equal(message.applicationProperties.b, "two", "property");
  equal(message.applicationProperties.d, 1.5, "property");
  equal(message.deliveryCount, 0, "deliveryCount");
  equal(message.timeToLive, 3600000, "timeToLive");
  equal(message.state, "active", "state");
  ok(message.sequenceNumber.toNumber() > 0, "sequence number");
  ok(Math.abs(message.enqueuedTimeUtc - Date.now()) < 60000, "enqueued time");
  ok(message.lockedUntilUtc > new Date(), "locked until");
  ok(message.expiresAtUtc > new Date(), "expires at");
  await receiver.completeMessage(message);
  equal((await receiver.peekMessages(1)).length, 0, "messages left");
});

scenario("sends bodies of any kind: binary, string, number, null, list", async ({ client, queue }) => {
  const bodies = [Buffer.from([1, 2, 3]), "text", 42, null, [1, "a"]];
  const sender = client.createSender(queue);
  for (const body of bodies) await sender.sendMessages({ body });
  const messages = await receive(client.createReceiver(queue, { receiveMode: "receiveAndDelete" }), bodies.length);
  equal(Buffer.compare(messages[0].body, bodies[0]), 0, "binary");
  equal(JSON.stringify(messages.slice(1).map((m) => m.body)), JSON.stringify(bodies.slice(1)), "bodies");
});

scenario("gives a message id to a message without one", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1 });
  const [message] = await receive(client.createReceiver(queue), 1);
  ok(typeof message.messageId === "string" && message.messageId.length > 0, "a message id");
});

scenario("sends an array of 50 as a batch, in order", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages(Array.from({ length: 50 }, (_, i) => ({ body: i })));
  const messages = await receive(client.createReceiver(queue, { receiveMode: "receiveAndDelete" }), 50);
  messages.forEach((message, i) => equal(message.body, i, "order"));
  equal(new Set(messages.map((m) => m.sequenceNumber.toString())).size, 50, "sequence numbers");
});

scenario("fills a message batch up to the link's limit", async ({ client, queue }) => {
  const sender = client.createSender(queue);
  const batch = await sender.createMessageBatch();
  equal(batch.maxSizeInBytes, 1048576, "limit");
  while (batch.tryAddMessage({ body: "x".repeat(10000) }));
  ok(batch.count > 50, "many fit");
  await sender.sendMessages(batch);
  await receive(client.createReceiver(queue, { receiveMode: "receiveAndDelete" }), batch.count);
});

scenario("sends and receives a message of 700 KB over many frames", async ({ client, queue }) => {
  const body = Buffer.alloc(700 * 1024, 7);
  await client.createSender(queue).sendMessages({ body });
  const receiver = client.createReceiver(queue);
  const [message] = await receive(receiver, 1);
  equal(Buffer.compare(message.body, body), 0, "body");
  await receiver.completeMessage(message);
});

scenario("refuses a message above the limit and takes the next", async ({ client, queue }) => {
  const sender = client.createSender(queue);
  await rejects(sender.sendMessages({ body: Buffer.alloc(3 * 1024 * 1024) }), "MessageSizeExceeded", "large send");
  await sender.sendMessages({ body: "small" });
  await receive(client.createReceiver(queue, { receiveMode: "receiveAndDelete" }), 1);
});

scenario("abandons with changed properties and counts the delivery", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1, applicationProperties: { kept: "k", changed: "old" } });
  const receiver = client.createReceiver(queue);
  const [first] = await receive(receiver, 1);
  await receiver.abandonMessage(first, { changed: "new", added: 5 });
  const [second] = await receive(receiver, 1);
  equal(second.deliveryCount, 1, "deliveryCount");
  equal(second.applicationProperties.kept, "k", "kept");
  equal(second.applicationProperties.changed, "new", "changed");
  equal(second.applicationProperties.added, 5, "added");
  await receiver.completeMessage(second);
});

scenario("dead-letters with reason, description and properties", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: "bad" });
  const receiver = client.createReceiver(queue);
  const [message] = await receive(receiver, 1);
  await receiver.deadLetterMessage(message, { deadLetterReason: "why", deadLetterErrorDescription: "because", extra: "e" });
  const deadLetters = client.createReceiver(queue, { subQueueType: "deadLetter" });
  const [dead] = await receive(deadLetters, 1);
  equal(dead.body, "bad", "body");
  equal(dead.deadLetterReason, "why", "reason");
  equal(dead.deadLetterErrorDescription, "because", "description");
  equal(dead.applicationProperties.extra, "e", "property");
  equal(dead.deadLetterSource, queue, "source");
  await deadLetters.completeMessage(dead);
  equal((await deadLetters.peekMessages(1)).length, 0, "dead letters left");
});

scenarioOn("poison", "dead-letters after the maximum delivery count", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1 });
  const receiver = client.createReceiver(queue);
  for (let i = 0; i < 2; i++) {
    const [message] = await receive(receiver, 1);
    equal(message.deliveryCount, i, "deliveryCount");
    await receiver.abandonMessage(message);
  }
  const deadLetters = client.createReceiver(queue, { subQueueType: "deadLetter" });
  const [dead] = await receive(deadLetters, 1);
  equal(dead.deadLetterReason, "MaxDeliveryCountExceeded", "reason");
  await deadLetters.completeMessage(dead);
});

scenarioOn("short-lock", "renews a lock", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1 });
  const receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0 });
  const [message] = await receive(receiver, 1);
  const before = message.lockedUntilUtc;
  await sleep(3000);
  const after = await receiver.renewMessageLock(message);
  ok(after > before, "later");
  await sleep(3000);
  await receiver.completeMessage(message);
});

scenarioOn("short-lock", "loses an expired lock and delivers again", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1 });
  const receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0 });
  const [message] = await receive(receiver, 1);
  await sleep(5500);
  await rejects(receiver.completeMessage(message), "MessageLockLost", "late complete");
  const [again] = await receive(receiver, 1);
  equal(again.deliveryCount, 1, "deliveryCount");
  await receiver.completeMessage(again);
});

scenarioOn("short-lock", "keeps a lock alive for a subscriber that works long", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1 });
  const receiver = client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 60000 });
  let deliveries = 0;
  const subscription = receiver.subscribe({
    processMessage: async () => { deliveries++; await sleep(11000); },
    processError: async () => {},
  });
  await sleep(12000);
  await subscription.close();
  equal(deliveries, 1, "deliveries");
  equal((await receiver.peekMessages(1)).length, 0, "messages left");
});

scenario("peeks without locking, from a sequence number on", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages([1, 2, 3, 4, 5].map((body) => ({ body })));
  const receiver = client.createReceiver(queue);
  const first = await receiver.peekMessages(2);
  equal(first.map((m) => m.body).join(), "1,2", "first");
  const next = await receiver.peekMessages(10);
  equal(next.map((m) => m.body).join(), "3,4,5", "next");
  const from = await receiver.peekMessages(10, { fromSequenceNumber: first[1].sequenceNumber });
  equal(from.map((m) => m.body).join(), "2,3,4,5", "from");
  await receive(client.createReceiver(queue, { receiveMode: "receiveAndDelete" }), 5);
});

scenario("schedules messages, peeks them, cancels one and delivers the other in time", async ({ client, queue }) => {
  const sender = client.createSender(queue);
  const at = new Date(Date.now() + 2500);
  const [one, two] = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], at);
  const receiver = client.createReceiver(queue);
  const peeked = await receiver.peekMessages(5);
  equal(peeked.length, 2, "peeked");
  equal(peeked[0].state, "scheduled", "state");
  await sender.cancelScheduledMessages(one);
  equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 })).length, 0, "too early");
  const [message] = await receive(receiver, 1);
  equal(message.body, 2, "body");
  ok(Date.now() >= at - 50, "in time");
  equal(message.sequenceNumber.toString(), two.toString(), "sequence number");
  await receiver.completeMessage(message);
});

scenario("schedules by a property of a normal send", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1, scheduledEnqueueTimeUtc: new Date(Date.now() + 1500) });
  const receiver = client.createReceiver(queue, { receiveMode: "receiveAndDelete" });
  equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 })).length, 0, "too early");
  await receive(receiver, 1);
});

scenario("cancels a scheduled message that is not there with an error", async ({ client, queue }) => {
  await rejects(client.createSender(queue).cancelScheduledMessages((await import("long")).default.fromNumber(99)), "MessageNotFound", "cancel");
});

scenario("defers a message and receives it by its number", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: "later" });
  const receiver = client.createReceiver(queue);
  const [message] = await receive(receiver, 1);
  await receiver.deferMessage(message, { why: "wait" });
  equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 })).length, 0, "not received");
  equal((await receiver.peekMessages(1))[0].state, "deferred", "state");
  const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber);
  equal(deferred.body, "later", "body");
  equal(deferred.applicationProperties.why, "wait", "property");
  await receiver.completeMessage(deferred);
  await rejects(receiver.receiveDeferredMessages(message.sequenceNumber), "MessageNotFound", "again");
});

scenario("abandons a deferred message, which stays deferred, then dead-letters it", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1 });
  const receiver = client.createReceiver(queue);
  const [message] = await receive(receiver, 1);
  await receiver.deferMessage(message);
  const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber);
  await receiver.abandonMessage(deferred);
  equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 })).length, 0, "not received");
  const [again] = await receiver.receiveDeferredMessages(message.sequenceNumber);
  await receiver.deadLetterMessage(again, { deadLetterReason: "r" });
  const [dead] = await receive(client.createReceiver(queue, { subQueueType: "deadLetter", receiveMode: "receiveAndDelete" }), 1);
  equal(dead.deadLetterReason, "r", "reason");
});

scenario("receives and deletes", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages([{ body: 1 }, { body: 2 }]);
  const receiver = client.createReceiver(queue, { receiveMode: "receiveAndDelete" });
  await receive(receiver, 2);
  equal((await receiver.peekMessages(1)).length, 0, "messages left");
});

scenario("returns fewer messages than asked for, and none when there are none", async ({ client, queue }) => {
  const receiver = client.createReceiver(queue);
  equal((await receiver.receiveMessages(5, { maxWaitTimeInMs: 300 })).length, 0, "none");
  await client.createSender(queue).sendMessages([{ body: 1 }, { body: 2 }]);
  const messages = await receiver.receiveMessages(5, { maxWaitTimeInMs: 2000 });
  ok(messages.length >= 1 && messages.length <= 2, "some");
  for (const message of messages) await receiver.completeMessage(message);
});

scenario("drains left-over credit, so that a later message is not lost to an idle receiver", async ({ client, queue }) => {
  const receiver = client.createReceiver(queue);
  equal((await receiver.receiveMessages(10, { maxWaitTimeInMs: 200 })).length, 0, "none");
  await client.createSender(queue).sendMessages({ body: 1 });
  await sleep(300);
  const [message] = await receive(client.createReceiver(queue), 1);
  equal(message.deliveryCount, 0, "deliveryCount");
});

scenario("pumps 300 messages through a subscriber", async ({ client, queue }) => {
  const sender = client.createSender(queue);
  for (let i = 0; i < 3; i++) await sender.sendMessages(Array.from({ length: 100 }, (_, n) => ({ body: i * 100 + n })));
  const seen = new Set();
  const errors = [];
  const receiver = client.createReceiver(queue);
  const subscription = receiver.subscribe(
    { processMessage: async (m) => { seen.add(m.body); }, processError: async (e) => { errors.push(e.error.message); } },
    { maxConcurrentCalls: 20 });
  for (let i = 0; i < 100 && seen.size < 300; i++) await sleep(100);
  await sleep(300);
  await subscription.close();
  equal(errors.join(), "", "errors");
  equal(seen.size, 300, "messages");
  equal((await receiver.peekMessages(1)).length, 0, "messages left");
});

scenario("iterates over messages", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
  const receiver = client.createReceiver(queue);
  const bodies = [];
  for await (const message of receiver.getMessageIterator()) {
    bodies.push(message.body);
    await receiver.completeMessage(message);
    if (bodies.length === 3) break;
  }
  equal(bodies.join(), "1,2,3", "bodies");
});

scenario("shares a queue between two receivers without giving a message to both", async ({ client, queue, connectionString }) => {
  await client.createSender(queue).sendMessages(Array.from({ length: 40 }, (_, i) => ({ body: i })));
  const other = new ServiceBusClient(connectionString);
  const a = client.createReceiver(queue);
  const b = other.createReceiver(queue);
  const [first, second] = await Promise.all([receive(a, 20), receive(b, 20)]);
  equal(new Set([...first, ...second].map((m) => m.body)).size, 40, "different messages");
  await Promise.all([...first.map((m) => a.completeMessage(m)), ...second.map((m) => b.completeMessage(m))]);
  await other.close();
});

scenarioOn("expiring", "dead-letters expired messages", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1, timeToLive: 700 });
  const [dead] = await receive(client.createReceiver(queue, { subQueueType: "deadLetter", receiveMode: "receiveAndDelete" }), 1);
  equal(dead.deadLetterReason, "TTLExpiredException", "reason");
});

scenario("drops expired messages where dead-lettering is off", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1, timeToLive: 300 });
  await sleep(600);
  equal((await client.createReceiver(queue).peekMessages(1)).length, 0, "messages");
  equal((await client.createReceiver(queue, { subQueueType: "deadLetter" }).peekMessages(1)).length, 0, "dead letters");
});

scenarioOn("sessions", "receives a session in order, with state and lock renewal", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages(["a1", "b1", "a2", "b2", "a3"].map((body) => ({ body, sessionId: body[0] })));
  const session = await client.acceptSession(queue, "a");
  equal(session.sessionId, "a", "session");
  ok(session.sessionLockedUntilUtc > new Date(), "locked until");
  const messages = await receive(session, 3);
  equal(messages.map((m) => m.body).join(), "a1,a2,a3", "order");
  equal(messages[0].sessionId, "a", "session id");
  await session.setSessionState({ step: 2 });
  equal(JSON.parse(JSON.stringify(await session.getSessionState())).step, 2, "state");
  const before = session.sessionLockedUntilUtc;
  await sleep(50);
  ok(await session.renewSessionLock() > before, "renewed");
  for (const message of messages) await session.completeMessage(message);
  await session.setSessionState(null);
  await session.close();
  const rest = await client.acceptSession(queue, "b");
  for (const message of await receive(rest, 2)) await rest.completeMessage(message);
  await rest.close();
});

scenarioOn("sessions", "gives the next session that has messages", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1, sessionId: "next" });
  const session = await client.acceptNextSession(queue);
  equal(session.sessionId, "next", "session");
  const [message] = await receive(session, 1);
  await session.completeMessage(message);
  await session.close();
});

scenarioOn("sessions", "waits for a session until a message comes", async ({ client, queue }) => {
  const accepting = client.acceptNextSession(queue);
  await sleep(700);
  await client.createSender(queue).sendMessages({ body: 1, sessionId: "late" });
  const session = await accepting;
  equal(session.sessionId, "late", "session");
  const [message] = await receive(session, 1);
  await session.completeMessage(message);
  await session.close();
});

scenarioOn("sessions", "refuses a session that is locked by another", async ({ client, queue, connectionString }) => {
  const session = await client.acceptSession(queue, "taken");
  const other = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0 } });
  await rejects(other.acceptSession(queue, "taken"), "SessionCannotBeLocked", "second accept");
  await session.close();
  await (await other.acceptSession(queue, "taken")).close();
  await other.close();
});

scenarioOn("sessions", "times out when no session has messages", async ({ connectionString, queue }) => {
  const hasty = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: 1500 } });
  await rejects(hasty.acceptNextSession(queue), "ServiceTimeout", "accept");
  await hasty.close();
});

scenarioOn("sessions", "keeps the state of a session for its next receiver, and messages it gave back uncounted", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1, sessionId: "kept" });
  const first = await client.acceptSession(queue, "kept");
  await receive(first, 1);
  await first.setSessionState("half done");
  await first.close();
  const second = await client.acceptSession(queue, "kept");
  equal(await second.getSessionState(), "half done", "state");
  const [message] = await receive(second, 1);
  equal(message.deliveryCount, 0, "deliveryCount");
  await second.completeMessage(message);
  await second.setSessionState(null);
  await second.close();
});

scenarioOn("short-sessions", "loses an expired session lock", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1, sessionId: "s" });
  const session = await client.acceptSession(queue, "s", { maxAutoLockRenewalDurationInMs: 0 });
  const [message] = await receive(session, 1);
  await sleep(2600);
  await rejects(session.completeMessage(message), "SessionLockLost", "late complete");
  await session.close();
  const again = await client.acceptSession(queue, "s");
  const [second] = await receive(again, 1);
  equal(second.deliveryCount, 1, "deliveryCount");
  await again.completeMessage(second);
  await again.close();
});

scenarioOn("sessions", "refuses a message without a session id", async ({ client, queue }) => {
  const refused = await client.createSender(queue).sendMessages({ body: 1 }).then(() => null, (e) => e);
  ok(refused && /SessionId was not set/.test(refused.message), "the send is refused for this reason");
});

scenarioOn("sessions", "refuses a plain receiver at an entity with sessions", async ({ client, queue }) => {
  const receiver = client.createReceiver(queue);
  try {
    await receiver.receiveMessages(1, { maxWaitTimeInMs: 500 });
  } catch (error) {
    ok(/session/i.test(error.message), error.message);
    return;
  }
  throw new Error("It was let in.");
});

scenarioOn("once", "drops duplicates within the window", async ({ client, queue }) => {
  const sender = client.createSender(queue);
  await sender.sendMessages({ body: 1, messageId: "same" });
  await sender.sendMessages({ body: 2, messageId: "same" });
  await sender.sendMessages({ body: 3, messageId: "other" });
  const receiver = client.createReceiver(queue, { receiveMode: "receiveAndDelete" });
  equal((await receive(receiver, 2)).map((m) => m.body).join(), "1,3", "bodies");
  equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 })).length, 0, "no more");
});

scenarioOn("small", "refuses messages when the queue is full", async ({ client, queue }) => {
  const sender = client.createSender(queue);
  const body = Buffer.alloc(400 * 1024);
  await sender.sendMessages({ body });
  await sender.sendMessages({ body });
  await rejects(sender.sendMessages({ body }), "QuotaExceeded", "third send");
  await receive(client.createReceiver(queue, { receiveMode: "receiveAndDelete" }), 2);
  await sender.sendMessages({ body: "fits again" });
});

scenarioOn("no-such-queue", "says that an entity is not there", async ({ client, queue }) => {
  await rejects(client.createSender(queue).sendMessages({ body: 1 }), "MessagingEntityNotFound", "send");
  await rejects(client.createReceiver(queue).receiveMessages(1, { maxWaitTimeInMs: 500 }), "MessagingEntityNotFound", "receive");
});

scenario("refuses a wrong key", async ({ connectionString, queue }) => {
  const stranger = new ServiceBusClient(connectionString.replace(/SharedAccessKey=[^;]+/, "SharedAccessKey=wrong"), { retryOptions: { maxRetries: 0 } });
  await rejects(stranger.createSender(queue).sendMessages({ body: 1 }), "UnauthorizedAccess", "send");
  await stranger.close();
});

scenarioOn("events", "copies a topic's messages to the subscriptions whose rules let them through", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages([
    { body: 1, subject: "lab-7", applicationProperties: { priority: 9, ward: "7" } },
    { body: 2, subject: "lab-7", applicationProperties: { priority: 1, ward: "7" } },
    { body: 3, subject: "note", applicationProperties: { priority: 9 } },
  ]);
  const bodies = async (name, count) => (await receive(client.createReceiver(queue, name, { receiveMode: "receiveAndDelete" }), count)).map((m) => m.body).join();
  equal(await bodies("all", 3), "1,2,3", "all");
  equal(await bodies("urgent", 1), "1", "urgent");
  equal(await bodies("ward", 2), "1,2", "ward");
  equal((await client.createReceiver(queue, "urgent").peekMessages(1)).length, 0, "left in urgent");
  await bodies("changing", 3);
});

scenarioOn("events", "dead-letters a subscription's message", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 4, subject: "note" });
  const receiver = client.createReceiver(queue, "all");
  const [message] = await receive(receiver, 1);
  await receiver.deadLetterMessage(message, { deadLetterReason: "r" });
  const deadLetters = client.createReceiver(queue, "all", { subQueueType: "deadLetter", receiveMode: "receiveAndDelete" });
  equal((await receive(deadLetters, 1))[0].deadLetterReason, "r", "reason");
  await receive(client.createReceiver(queue, "changing", { receiveMode: "receiveAndDelete" }), 1);
});

scenarioOn("events", "changes a subscription's rules", async ({ client, queue }) => {
  const rules = client.createRuleManager(queue, "changing");
  const names = async () => { const found = []; for await (const rule of rules.listRules()) found.push(rule.name); return found.join(); };
  equal(await names(), "$Default", "first");
  await rules.deleteRule("$Default");
  await rules.createRule("big", { sqlExpression: "size >= 10" });
  await rules.createRule("vip", { applicationProperties: { vip: true } });
  equal(await names(), "big,vip", "then");
  await client.createSender(queue).sendMessages([
    { body: "small", applicationProperties: { size: 1 } }, { body: "big", applicationProperties: { size: 10 } }, { body: "vip", applicationProperties: { vip: true } },
  ]);
  const receiver = client.createReceiver(queue, "changing", { receiveMode: "receiveAndDelete" });
  equal((await receive(receiver, 2)).map((m) => m.body).join(), "big,vip", "bodies");
  const refused = await rules.createRule("broken", { sqlExpression: "size >= " }).then(() => null, (e) => e);
  ok(refused && /not valid at position/.test(refused.message), "a broken rule is refused");
  await receive(client.createReceiver(queue, "all", { receiveMode: "receiveAndDelete" }), 3);
});

scenarioOn("events", "schedules to a topic", async ({ client, queue }) => {
  const sender = client.createSender(queue);
  const [number] = await sender.scheduleMessages({ body: "never" }, new Date(Date.now() + 60000));
  await sender.cancelScheduledMessages(number);
  await sender.scheduleMessages({ body: "soon" }, new Date(Date.now() + 4000));
  const receiver = client.createReceiver(queue, "all", { receiveMode: "receiveAndDelete" });
  equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 200 })).length, 0, "too early");
  equal((await receive(receiver, 1))[0].body, "soon", "body");
});

scenario("settles a message after its link was closed, over $management", async ({ client, queue }) => {
  await client.createSender(queue).sendMessages({ body: 1 });
  const first = client.createReceiver(queue);
  const [message] = await receive(first, 1);
  const second = client.createReceiver(queue);
  await second.completeMessage(message).catch(async () => first.completeMessage(message));
  equal((await second.peekMessages(1)).length, 0, "messages left");
});

scenario("opens 30 connections one after the other", async ({ connectionString, queue }) => {
  for (let i = 0; i < 30; i++) {
    const client = new ServiceBusClient(connectionString);
    await client.createSender(queue).sendMessages({ body: i });
    await client.close();
  }
  const client = new ServiceBusClient(connectionString);
  await receive(client.createReceiver(queue, { receiveMode: "receiveAndDelete" }), 30);
  await client.close();
});

const [, , connectionString, only] = process.argv;
process.exitCode = (await runAll(connectionString, only)) === 0 ? 0 : 1;
