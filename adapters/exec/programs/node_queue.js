#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// AMQP of Node.js behind `exec:` as queues, and the fakes of it that tests use (EXEC.md has the protocol).
//
//   queue=exec:node adapters/exec/programs/node_queue.js amqplib:amqp://USER:PASSWORD@HOST:PORT/VHOST
//   queue=exec:node adapters/exec/programs/node_queue.js fake-amqplib       (@onify/fake-amqplib)
//   queue=exec:node adapters/exec/programs/node_queue.js mock-amqplib
//   queue=exec:node adapters/exec/programs/node_queue.js env:NAME           the same, from the environment: for secrets
//
// The packages are looked for in the folder PC_NODE_QUEUES, else as Node.js does. All three have amqplib's promise API and are asked by the
// same calls. Every session is a connection of its own with one confirm channel; after a channel's error, the next operation opens another.
"use strict";

const fs = require("fs");
const path = require("path");
const readline = require("readline");
const { createRequire } = require("module");

const { Refusal, parse, valueFrom, valuePrint, print } = require("./node_values.js");

const need = process.env.PC_NODE_QUEUES ? createRequire(`${process.env.PC_NODE_QUEUES}/`) : require;

const POLL_MS = 20;
const SETTLE_MS = 2000;
// Predeclared in every broker: asking for it is a round trip that changes nothing.
const EXCHANGE = "amq.direct";
const PACKAGES = { amqplib: "amqplib", "fake-amqplib": "@onify/fake-amqplib", "mock-amqplib": "mock-amqplib" };

const done = { done: true };
const missing = { missing: true };
const valueOf = (value) => ({ value: valuePrint(value) });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const turn = () => new Promise((resolve) => setImmediate(resolve));

class Unsupported extends Error {}

function gone(error) {
  console.error(String((error && error.message) || error));
  process.exit(3);
}

// Sessions

class Session {
  constructor(service) {
    this.service = service;
    this.reset();
  }

  reset() {
    this.connection = null;
    this.channelLost();
  }

  channelLost() {
    this.opened = null;
    this.error = null;
    this.returned = false;
    this.messages = new Map();
    this.consumers = new Map();
  }

  async channel() {
    if (!this.connection) {
      const connection = await this.service.library.connect(this.service.url);
      connection.on("error", (error) => { this.error = this.error || error; });
      connection.on("close", () => { if (this.connection === connection) this.lost = true; });
      this.connection = connection;
      this.lost = false;
    }
    if (!this.opened) {
      this.opened = await this.connection.createConfirmChannel();
      this.opened.on("error", (error) => { this.error = this.error || error; });
      this.opened.on("return", () => { this.returned = true; });
    }
    return this.opened;
  }

  // What came of a call that is not answered: the broker tells later, a fake in one of the next turns.
  async settle() {
    if (this.service.kind === "amqplib" && !this.error && this.opened) await this.opened.checkExchange(EXCHANGE).catch(() => undefined);
    await turn();
    await turn();
    if (this.error) throw this.error;
  }

  // A connection that breaks: nobody says good-bye. The fakes have none, and theirs are closed.
  async cut() {
    const { connection } = this;
    this.reset();
    if (!connection) return;
    if (this.service.kind !== "amqplib") {
      await connection.close();
      return;
    }
    const { stream } = connection.connection;
    const closed = new Promise((resolve) => { stream.once("close", resolve); });
    // Half of it, so that the broker's end of the connection tells that it has seen this one.
    stream.end();
    await Promise.race([closed, sleep(SETTLE_MS)]);
    stream.destroy();
  }
}

// The operations

const ARGUMENTS = new Set(["op", "session", "scratch", "queue", "body", "wait", "as", "message", "requeue", "count", "consumer", "auto_ack", "confirm", "headers"]);

// An option that is false is none.
function optionsOf(request, known) {
  const found = {};
  for (const [name, given] of Object.entries(request)) {
    if (ARGUMENTS.has(name) || given === null || given === false) continue;
    if (!known.includes(name)) throw new Unsupported(name);
    found[name] = plain(valueFrom(given));
  }
  return found;
}

// Within 53 bits there is no need of a BigInt, which amqplib cannot send.
const plain = (value) => (typeof value === "bigint" && BigInt(Number(value)) === value ? Number(value) : value);
const milliseconds = (seconds) => Math.round(Number(seconds) * 1000);

// The options of amqplib's assertQueue; what has none there is sent as an argument.
const DECLARED = {
  max_length: ["maxLength", Number],
  message_ttl: ["messageTtl", milliseconds],
  expires: ["expires", milliseconds],
  max_priority: ["maxPriority", Number],
};
const ARGUED = {
  overflow: ["x-overflow", String],
  kind: ["x-queue-type", String],
  delivery_limit: ["x-delivery-limit", Number],
};

async function declare(session, request) {
  const given = optionsOf(request, ["durable", "exclusive", "auto_delete", "dead_letter_queue", ...Object.keys(DECLARED), ...Object.keys(ARGUED)]);
  const options = { durable: request.durable !== false, exclusive: Boolean(given.exclusive), autoDelete: Boolean(given.auto_delete), arguments: {} };
  for (const [name, [option, make]] of Object.entries(DECLARED)) if (name in given) options[option] = make(given[name]);
  for (const [name, [argument, make]] of Object.entries(ARGUED)) if (name in given) options.arguments[argument] = make(given[name]);
  if ("dead_letter_queue" in given) Object.assign(options, { deadLetterExchange: "", deadLetterRoutingKey: given.dead_letter_queue });
  await (await session.channel()).assertQueue(request.queue, options);
  return done;
}

function bytesOf(body) {
  const value = valueFrom(body);
  if (typeof value === "string") return Buffer.from(value);
  if (Buffer.isBuffer(value)) return value;
  throw new Refusal("bad_value", "amqplib takes a Buffer");
}

async function publish(session, request) {
  const given = optionsOf(request, ["priority", "ttl", "persistent", "message_id", "content_type", "mandatory", "exchange", "user_id"]);
  const content = bytesOf(request.body);
  const options = { headers: Object.fromEntries(Object.entries(request.headers || {}).map(([name, item]) => [name, plain(valueFrom(item))])) };
  if ("ttl" in given) options.expiration = String(milliseconds(given.ttl));
  if ("message_id" in given) options.messageId = given.message_id;
  if ("content_type" in given) options.contentType = given.content_type;
  if ("user_id" in given) options.userId = given.user_id;
  for (const name of ["priority", "persistent", "mandatory"]) if (name in given) options[name] = given[name];
  const channel = await session.channel();
  session.returned = false;
  // Told or not, what comes next is asked after it.
  const error = await new Promise((resolve) => {
    const told = (problem) => resolve(problem || null);
    if (given.exchange) channel.publish(given.exchange, request.queue, content, options, told);
    else channel.sendToQueue(request.queue, content, options, told);
  });
  await turn();
  await turn();
  if (session.error) throw session.error;
  if (error && !/nacked/.test(error.message)) throw error;
  if (!request.confirm && !request.mandatory) return done;
  return { value: !error && !session.returned };
}

// A message's body is text where it is UTF-8; x-death's times are the clock's.
function messagePrint(message) {
  const { content, fields, properties } = message;
  const text = content.toString("utf8");
  const headers = { ...properties.headers };
  const deliveries = headers["x-delivery-count"];
  delete headers["x-delivery-count"];
  if (Array.isArray(headers["x-death"])) headers["x-death"] = headers["x-death"].map(({ time, ...death }) => death);
  const parts = [["body", Buffer.from(text).equals(content) ? text : { bytes: content.toString("hex") }]];
  if (Object.keys(headers).length) parts.push(["headers", valuePrint(Object.fromEntries(Object.entries(headers).sort()))]);
  if (fields.redelivered !== undefined) parts.push(["redelivered", Boolean(fields.redelivered)]);
  if (deliveries !== undefined) parts.push(["deliveries", Number(deliveries) + 1]);
  for (const [name, found] of [["priority", properties.priority], ["message_id", properties.messageId], ["content_type", properties.contentType]])
    if (found !== undefined) parts.push([name, valuePrint(found)]);
  return { value: { map: parts } };
}

function give(session, request, message) {
  if (!request.auto_ack) session.messages.set(request.as, message);
  return messagePrint(message);
}

const waitOf = (request) => Date.now() + milliseconds(plain(valueFrom(request.wait || 0)));

async function receive(session, request) {
  const until = waitOf(request);
  for (;;) {
    const message = await (await session.channel()).get(request.queue, { noAck: Boolean(request.auto_ack) });
    if (message) return give(session, request, message);
    if (Date.now() >= until) return missing;
    await sleep(POLL_MS);
  }
}

function unacknowledged(session, request) {
  const message = session.messages.get(request.message);
  if (!message) throw new Refusal("no_such_delivery", "no message of the session's channel is called so");
  return message;
}

async function ack(session, request) {
  const message = unacknowledged(session, request);
  (await session.channel()).ack(message);
  await session.settle();
  return done;
}

async function reject(session, request) {
  const message = unacknowledged(session, request);
  (await session.channel()).nack(message, false, Boolean(request.requeue));
  await session.settle();
  return done;
}

async function prefetch(session, request) {
  await (await session.channel()).prefetch(request.count);
  return done;
}

async function consume(session, request) {
  const options = { ...optionsOf(request, ["exclusive"]), noAck: Boolean(request.auto_ack) };
  const consumer = { pushed: [], cancelled: false };
  const channel = await session.channel();
  const take = (message) => { if (message) consumer.pushed.push(message); else consumer.cancelled = true; };
  consumer.tag = (await channel.consume(request.queue, take, options)).consumerTag;
  session.consumers.set(request.as, consumer);
  return done;
}

async function next(session, request) {
  const until = waitOf(request);
  const consumer = session.consumers.get(request.consumer);
  if (!consumer) throw new Refusal("not_found", "no consumer of the session's channel is called so");
  await session.settle();
  for (;;) {
    if (consumer.pushed.length) break;
    if (session.error) throw session.error;
    if (consumer.cancelled) throw new Refusal("not_found", "the broker has cancelled the consumer");
    if (Date.now() >= until) return missing;
    await sleep(POLL_MS);
  }
  return give(session, request, consumer.pushed.shift());
}

async function cancel(session, request) {
  const consumer = session.consumers.get(request.consumer);
  session.consumers.delete(request.consumer);
  await (await session.channel()).cancel(consumer ? consumer.tag : request.consumer);
  return done;
}

// How many are ready; null: no such queue.
async function ready(session, request) {
  try {
    return (await (await session.channel()).checkQueue(request.queue)).messageCount;
  } catch (error) {
    if (error.code !== 404) throw error;
    await turn();
    session.channelLost();
    return null;
  }
}

async function depth(session, request) {
  const count = await ready(session, request);
  return count === null ? missing : valueOf(count);
}

async function purge(session, request) {
  // It does not tell how many there were, which is what is asked.
  if (session.service.kind === "mock-amqplib") throw new Unsupported("purge");
  return valueOf((await (await session.channel()).purgeQueue(request.queue)).messageCount);
}

async function delete_(session, request) {
  if (!(await session.channel()).deleteQueue) throw new Unsupported("delete");
  if ((await ready(session, request)) === null) return { value: false };
  await (await session.channel()).deleteQueue(request.queue);
  return { value: true };
}

async function disconnect(session) {
  await session.cut();
  return done;
}

const OPERATIONS = { declare, publish, receive, ack, reject, prefetch, consume, next, cancel, depth, purge, delete: delete_, disconnect };

const CODES = [
  // AMQP's reply code, what its text holds, the class
  [404, "", "not_found"],
  [405, "", "locked"],
  [403, "exclusive", "locked"],
  [403, "", "access_denied"],
  [406, "unknown delivery tag", "no_such_delivery"],
  [406, "invalid arg", "bad_argument"],
  [406, "invalid expiration", "bad_argument"],
  [406, "larger than", "too_large"],
  [406, "", "precondition_failed"],
  [506, "", "resource_limit"],
];

// What the application would have caught.
function refusal(error) {
  const message = String((error && error.message) || error);
  if (/ECONNREFUSED|ECONNRESET|ENOTFOUND/.test(`${error && error.code} ${message}`)) gone(error);
  const row = CODES.find(([code, part]) => error.code === code && message.includes(part));
  const unsendable = /^Unknown type to encode/.test(message) ? "bad_value" : /up to 255 chars/.test(message) ? "bad_argument" : null;
  const name = error.refusal || (row && row[2]) || unsendable || error.name || "Error";
  return { refusal: name, code: error.code === undefined ? error.name : `${error.code} ${error.name}`, message };
}

async function operate(service, request) {
  const name = `${request.scratch} ${request.session}`;
  if (!service.sessions.has(name)) service.sessions.set(name, new Session(service));
  const session = service.sessions.get(name);
  if (session.lost) session.reset();
  else if (session.error) session.channelLost();
  try {
    return await OPERATIONS[request.op](session, request);
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: error.message };
    await turn();
    const told = refusal(session.error || error);
    if (session.lost) session.reset();
    // What amqplib cannot encode leaves its channel waiting for an answer to what it never sent.
    else if (session.error || told.refusal === "bad_argument") session.channelLost();
    return told;
  }
}

// The question's connections end; what they have not acknowledged goes with the queues.
async function remove(service, prefix) {
  for (const [name, session] of [...service.sessions]) {
    if (!name.startsWith(`${prefix} `)) continue;
    await session.cut();
    service.sessions.delete(name);
  }
  return done;
}

function packageVersion(library) {
  const main = need.resolve(library);
  const part = path.join("node_modules", library);
  return JSON.parse(fs.readFileSync(path.join(main.slice(0, main.lastIndexOf(part)), part, "package.json"))).version;
}

async function hello(service) {
  const connection = await service.library.connect(service.url);
  const broker = connection.connection && connection.connection.serverProperties;
  await connection.close();
  const settings = { node: process.version };
  if (broker) settings.broker = `${broker.product} ${broker.version}`;
  const notes = ["receive is Channel.get, asked again until the wait is over; consume is Channel.consume",
                 "a disconnect cuts the connection without a word; of a fake, which has none, it closes it"];
  const local = service.kind !== "amqplib";
  return { ready: true, protocol: 1, name: PACKAGES[service.kind], version: packageVersion(PACKAGES[service.kind]), settings, notes, local };
}

function answer(service, request) {
  if (request.op === "hello")
    return hello(service).catch((error) => ({ ready: false, message: String(error.message || error.code || error) }));
  if (request.op === "remove") return remove(service, request.prefix);
  return Object.hasOwn(OPERATIONS, request.op) ? operate(service, request) : { unsupported: request.op };
}

async function main() {
  const given = process.argv[2] || "";
  const name = given.startsWith("env:") ? process.env[given.slice(4)] || "" : given;
  const colon = name.indexOf(":");
  const kind = colon < 0 ? name : name.slice(0, colon);
  if (!Object.hasOwn(PACKAGES, kind) || (kind === "amqplib") !== colon > 0) {
    console.error("expected amqplib:URL, fake-amqplib or mock-amqplib");
    process.exit(2);
  }
  const service = { kind, url: colon < 0 ? "amqp://localhost" : name.slice(colon + 1), library: need(PACKAGES[kind]), sessions: new Map() };
  // A fake rejects promises that it gives to nobody; what it says of them is an event of its channel.
  if (kind !== "amqplib") process.on("unhandledRejection", (error) => console.error(String(error)));
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity }))
    process.stdout.write(`${print(await answer(service, parse(line)))}\n`);
  process.exit(0);
}

main().catch(gone);
