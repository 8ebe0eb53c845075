// node rhea.mjs PORT ADDRESS [AUDIENCE KEY_NAME KEY]: rhea, the AMQP library under the official client, on any broker. With a key it puts a token first, as
// Service Bus wants it; without, it signs in as RabbitMQ's guest. Reads "send N" and "receive N" lines, answers each with "done".
import { createHmac } from "node:crypto";
import { createInterface } from "node:readline";
import rhea from "rhea";

const [port, address, audience, keyName, key] = process.argv.slice(2);
const connection = rhea.create_container().connect({
  host: "127.0.0.1", hostname: "localhost", port: Number(port), username: "guest", password: key ? undefined : "guest", reconnect: false,
});
const body = rhea.message.data_section(Buffer.alloc(1024));

function putToken() {
  const expiry = Math.floor(Date.now() / 1000) + 3600;
  const resource = encodeURIComponent(audience);
  const signature = createHmac("sha256", key).update(`${resource}\n${expiry}`).digest("base64");
  const token = `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${keyName}`;
  return new Promise((resolve, reject) => {
    const receiver = connection.open_receiver({ source: { address: "$cbs" }, target: { address: "cbs-reply" } });
    const sender = connection.open_sender({ target: { address: "$cbs" } });
    receiver.on("message", ({ message }) => {
      const status = message.application_properties["status-code"];
      return status === 200 || status === 202 ? resolve() : reject(new Error(`the token was refused: ${status}`));
    });
    sender.once("sendable", () => sender.send({
      message_id: "1", reply_to: "cbs-reply", body: token,
      application_properties: { operation: "put-token", type: "servicebus.windows.net:sastoken", name: audience },
    }));
  });
}

function send(count) {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let accepted = 0;
    const sender = connection.open_sender({ target: { address } });
    const fill = () => {
      while (sent < count && sent - accepted < 200 && sender.sendable()) {
        sender.send({ durable: true, body });
        sent++;
      }
    };
    sender.on("sendable", fill);
    sender.on("rejected", () => reject(new Error("rejected")));
    sender.on("accepted", () => {
      if (++accepted === count) {
        sender.close();
        resolve();
      } else {
        fill();
      }
    });
  });
}

function receive(count) {
  return new Promise((resolve) => {
    let received = 0;
    const receiver = connection.open_receiver({ source: { address }, credit_window: 500, autoaccept: false });
    receiver.on("message", ({ delivery }) => {
      if (received === count) return;
      delivery.accept();
      if (++received === count) {
        receiver.close();
        resolve();
      }
    });
  });
}

if (key) await putToken();
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, count] = line.split(" ");
  await (verb === "send" ? send(Number(count)) : receive(Number(count)));
  console.log("done");
}

connection.close();
