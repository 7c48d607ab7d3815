// SPDX-License-Identifier: MIT
// serve.js ioredis-mock|redis-mock FILE: a fake that people use in the process of their tests, over the Redis protocol (RESP2) on a
// free port of 127.0.0.1, which is written to FILE. Every connection is a client object of its own, as `new Redis()` is.
//
// What the fake answers is passed on: a number that is no 64-bit integer, true and an object have no form in RESP2 and go as text, or, the object,
// as its names and values in turn. A method that is not there is an unknown command. MULTI begins the library's own
// multi(). Messages of subscriptions are not passed on: SUBSCRIBE and its like are unknown commands here. INFO is this program's own and tells
// the library. A command that the library never answers is answered with an error.
"use strict";

const fs = require("fs");
const net = require("net");
const { createRequire } = require("module");

const [, , library, file] = process.argv;
const load = createRequire(`${process.env.PC_NODE_CACHES}/`)(library);
const version = JSON.parse(fs.readFileSync(`${process.env.PC_NODE_CACHES}/node_modules/${library}/package.json`)).version;
const SILENT_MS = 3000;
const REQUEST_MAX = 64 * 1024 * 1024;
const STATUSES = new Set(["OK", "PONG", "QUEUED"]);
const NOT_STATUSES = /^(get|mget|getset|getdel|getex|hget|hmget|hvals|lindex|lpop|rpop|lrange|rpoplpush|lmove|smembers|spop|eval.*)$/;
const UNKNOWN = /^(p|s)?(un)?subscribe$|^(end|quit|disconnect|duplicate|monitor|on|once|emit|connect|constructor)$/;

const isUtf8 = (bytes) => Buffer.from(bytes.toString("utf8")).equals(bytes);

// Replies

const bulk = (bytes) => Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")]);
const line = (text) => Buffer.from(`${text.replace(/[\r\n]+/g, " ")}\r\n`);

function errorPrint(error) {
  const message = String((error && error.message) || error);
  if (/unsupported command/i.test(message)) return line(`-ERR unknown command (${message})`);
  return line(/^[A-Z]{2,} /.test(message) ? `-${message}` : `-ERR ${message}`);
}

function print(value, command) {
  if (value === null || value === undefined) return line("$-1");
  if (value instanceof Error) return errorPrint(value);
  if (Buffer.isBuffer(value)) return bulk(value);
  if (Number.isInteger(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value)) return line(`:${BigInt(value)}`);
  if (Array.isArray(value)) return Buffer.concat([line(`*${value.length}`), ...value.map((item) => print(item, command))]);
  if (typeof value === "object") return print(Object.entries(value).flat(), command);
  if (STATUSES.has(value) && !NOT_STATUSES.test(command)) return line(`+${value}`);
  return bulk(Buffer.from(String(value)));
}

// Requests

// The words of the first request in bytes, and how many bytes they took; null: it is not whole yet.
function parse(bytes) {
  let at = 0;
  const header = (mark) => {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return null;
    const text = bytes.toString("latin1", at, end);
    if (text[0] !== mark || !/^\d+$/.test(text.slice(1))) throw new Error("Protocol error");
    at = end + 2;
    return Number(text.slice(1));
  };
  const count = header("*");
  if (count === null) return null;
  const words = [];
  while (words.length < count) {
    const length = header("$");
    if (length === null || bytes.length < at + length + 2) return null;
    words.push(Buffer.from(bytes.subarray(at, at + length)));
    at += length + 2;
  }
  return { words, length: at };
}

// The two libraries

function promised(target, name, words) {
  if (library !== "redis-mock") return target[name](...words);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the library never answers")), SILENT_MS);
    // It has no del(a, b, callback), only del([a, b], callback).
    target[name](...(name === "del" ? [words] : words), (error, answer) => {
      clearTimeout(timer);
      // exec() gives its answers beside the errors.
      if (error && !answer) reject(error);
      else resolve(answer);
    });
  });
}

const clientNew = () => (library === "redis-mock" ? load.createClient() : new load());

// ioredis answers [[error, answer], ..], node_redis the answers alone.
const transactionAnswers = (found) =>
  found && library !== "redis-mock" ? found.map(([error, answer]) => error || answer) : found;

async function ask(connection, words) {
  const name = words[0].toString("latin1").toLowerCase();
  const rest = words.slice(1).map((word) => (isUtf8(word) ? word.toString("utf8") : word));
  const target = connection.transaction || connection.client;
  if (name === "info") return `# Server\r\nredis_version:${library} ${version}\r\nredis_mode:standalone\r\n`;
  if (name === "multi" && !connection.transaction) {
    connection.transaction = connection.client.multi();
    return "OK";
  }
  if (name === "discard" && connection.transaction) {
    connection.transaction = null;
    return "OK";
  }
  if (name === "exec" && connection.transaction) {
    connection.transaction = null;
    return transactionAnswers(await promised(target, "exec", []));
  }
  if (UNKNOWN.test(name) || !/^[a-z_]+$/.test(name) || typeof target[name] !== "function")
    throw new Error(`unsupported command '${name}'`);
  if (!connection.transaction) return promised(target, name, rest);
  target[name](...rest);
  return "QUEUED";
}

async function serve(socket) {
  const connection = { client: clientNew(), transaction: null };
  let bytes = Buffer.alloc(0);
  for await (const piece of socket) {
    bytes = Buffer.concat([bytes, piece]);
    if (bytes.length > REQUEST_MAX) throw new Error("a request is too large");
    for (let request = parse(bytes); request; request = parse(bytes)) {
      bytes = bytes.subarray(request.length);
      const command = request.words[0].toString("latin1").toLowerCase();
      const answer = await ask(connection, request.words).catch((error) => (error instanceof Error ? error : new Error(String(error))));
      socket.write(print(answer, command));
    }
  }
}

process.on("unhandledRejection", (error) => console.error(error));
const server = net.createServer((socket) => {
  socket.setNoDelay(true);
  serve(socket).catch((error) => console.error(String(error))).finally(() => socket.destroy());
});
server.listen(0, "127.0.0.1", () => {
  fs.writeFileSync(`${file}.new`, `${server.address().port}\n`);
  fs.renameSync(`${file}.new`, file);
});
