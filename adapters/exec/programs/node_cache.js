#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Caches of Node.js behind `exec:`, as an application sees them (EXEC.md has the protocol).
//
//   exec:node adapters/exec/programs/node_cache.js node-cache
//   exec:node adapters/exec/programs/node_cache.js lru-cache            (the 1000 last used entries)
//   exec:node adapters/exec/programs/node_cache.js keyv                 (its store in memory)
//   exec:node adapters/exec/programs/node_cache.js cache-manager        (its store in memory)
//   exec:node adapters/exec/programs/node_cache.js memcached-mock
//   exec:node adapters/exec/programs/node_cache.js redis-json:redis://HOST:PORT/NUMBER   (ioredis, values as JSON.stringify has them)
//   exec:node adapters/exec/programs/node_cache.js env:NAME             the same, from the environment: for secrets
//
// The packages are looked for in the folder PC_NODE_CACHES, else as Node.js does.
"use strict";

const fs = require("fs");
const path = require("path");
const readline = require("readline");
const { createRequire } = require("module");

const { Refusal, parse, valueFrom, valuePrint, print } = require("./node_values.js");

const need = process.env.PC_NODE_CACHES ? createRequire(`${process.env.PC_NODE_CACHES}/`) : require;

const done = { done: true };
const missing = { missing: true };
const valueOf = (value) => ({ value: valuePrint(value) });
const found = (value) => (value === undefined ? missing : valueOf(value));

// The caches: read (what is stored, or undefined), set, delete, and what else the library has. A TTL is in seconds, or undefined.

const milliseconds = (ttl) => (ttl === undefined ? undefined : ttl * 1000);

function nodeCache() {
  const NodeCache = need("node-cache");
  const cache = new NodeCache();
  return {
    read: (key) => cache.get(key),
    get_many: (keys) => {
      const entries = cache.mget(keys);
      return { value: { map: keys.filter((key) => key in entries).map((key) => [key, valuePrint(entries[key])]) } };
    },
    set: (key, value, ttl) => { cache.set(key, value, ttl); return done; },
    set_many: (entries) => { cache.mset(entries.map(([key, val]) => ({ key, val }))); return done; },
    delete: (key) => ({ value: cache.del(key) > 0 }),
    touch: (key, ttl) => ({ value: cache.ttl(key, ttl) }),
    ttl: (key) => {
      const until = cache.getTtl(key);
      return until === undefined ? missing : valueOf(until === 0 ? null : (until - Date.now()) / 1000);
    },
    local: true,
  };
}

function lruCache() {
  const { LRUCache } = need("lru-cache");
  const cache = new LRUCache({ max: 1000 });
  return {
    read: (key) => cache.get(key),
    set: (key, value, ttl) => { cache.set(key, value, ttl === undefined ? {} : { ttl: milliseconds(ttl) }); return done; },
    delete: (key) => ({ value: cache.delete(key) }),
    ttl: (key) => {
      const left = cache.getRemainingTTL(key);
      return left === 0 ? missing : valueOf(left === Infinity ? null : left / 1000);
    },
    local: true,
  };
}

function keyv() {
  const library = need("keyv");
  const Keyv = library.Keyv || library.default || library;
  const cache = new Keyv();
  // Without a listener, a refusal that Keyv emits would end the program.
  cache.on("error", () => undefined);
  return {
    read: (key) => cache.get(key),
    get_many: async (keys) => {
      const values = await cache.get(keys);
      return { value: { map: keys.flatMap((key, i) => (values[i] === undefined ? [] : [[key, valuePrint(values[i])]])) } };
    },
    set: async (key, value, ttl) => { await cache.set(key, value, milliseconds(ttl)); return done; },
    delete: async (key) => ({ value: await cache.delete(key) }),
    local: true,
  };
}

function cacheManager() {
  const cache = need("cache-manager").createCache();
  return {
    read: (key) => cache.get(key),
    get_many: async (keys) => {
      const values = await cache.mget(keys);
      return { value: { map: keys.flatMap((key, i) => (values[i] === undefined ? [] : [[key, valuePrint(values[i])]])) } };
    },
    set: async (key, value, ttl) => { await cache.set(key, value, milliseconds(ttl)); return done; },
    set_many: async (entries) => { await cache.mset(entries.map(([key, value]) => ({ key, value }))); return done; },
    // It says true whether there was a key or not.
    delete: async (key) => ({ value: await cache.del(key) }),
    ttl: async (key) => {
      const until = await cache.ttl(key);
      if (until !== undefined) return valueOf((until - Date.now()) / 1000);
      return (await cache.get(key)) === undefined ? missing : { value: null };
    },
    local: true,
  };
}

function memcachedMock() {
  const Memcached = need("memcached-mock");
  const cache = new Memcached("127.0.0.1:11211");
  const seen = new Map();
  const call = (name, ...words) =>
    new Promise((resolve, reject) => cache[name](...words, (error, answer) => (error && !error.notStored ? reject(error) : resolve(answer))));
  const stored = async (...words) => ({ value: Boolean(await call(...words)) });
  const count = async (name, key, by) => {
    const answer = await call(name, key, by);
    return answer === false ? missing : valueOf(answer);
  };
  return {
    read: (key) => call("get", key),
    get_many: async (keys) => {
      const entries = await call("getMulti", keys);
      return { value: { map: keys.filter((key) => entries[key] !== undefined).map((key) => [key, valuePrint(entries[key])]) } };
    },
    set: async (key, value, ttl) => { await call("set", key, value, ttl || 0); return done; },
    add: (key, value, ttl) => stored("add", key, value, ttl || 0),
    replace: (key, value, ttl) => stored("replace", key, value, ttl || 0),
    append: (key, value) => stored("append", key, value),
    delete: (key) => stored("del", key),
    touch: (key, ttl) => stored("touch", key, ttl),
    increment: (key, by) => count("incr", key, by),
    decrement: (key, by) => count("decr", key, by),
    gets: async (key, session) => {
      const answer = await call("gets", key);
      seen.set(session + key, answer && answer.cas);
      return found(answer ? answer[key] : undefined);
    },
    cas: async (key, value, ttl, session) => {
      if ((await call("get", key)) === undefined) return missing;
      return stored("cas", key, value, seen.get(session + key) || "0", ttl || 0);
    },
    local: true,
  };
}

function redisJson(url) {
  const Redis = need("ioredis");
  const clientNew = () => {
    const client = new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: () => null });
    client.on("error", gone);
    return client;
  };
  let client = clientNew();
  return {
    read: async (key) => {
      const text = await client.get(key);
      return text === null ? undefined : JSON.parse(text);
    },
    set: async (key, value, ttl) => {
      const text = JSON.stringify(value);
      if (text === undefined) throw new Refusal("bad_value", "JSON.stringify gives undefined");
      await (ttl === undefined ? client.set(key, text) : client.set(key, text, "PX", milliseconds(ttl)));
      return done;
    },
    delete: async (key) => ({ value: (await client.del(key)) > 0 }),
    touch: async (key, ttl) => ({ value: (await client.pexpire(key, milliseconds(ttl))) > 0 }),
    increment: async (key, by) => valueOf(await client.incrby(key, String(by))),
    decrement: async (key, by) => valueOf(await client.decrby(key, String(by))),
    ttl: async (key) => {
      const left = await client.pttl(key);
      return left === -2 ? missing : valueOf(left === -1 ? null : left / 1000);
    },
    reconnect: async () => { client.disconnect(); client = clientNew(); await client.ping(); return done; },
    ready: () => client.ping(),
    local: false,
  };
}

const CACHES = {
  "node-cache": nodeCache, "lru-cache": lruCache, keyv, "cache-manager": cacheManager, "memcached-mock": memcachedMock, "redis-json": redisJson,
};

// The operations

function gone(error) {
  console.error(String((error && error.message) || error));
  process.exit(3);
}

function text(key) {
  if (typeof key !== "string") throw new Refusal("bad_key", "JavaScript's keys are text");
  return key;
}

async function change(cache, key, item) {
  const list = await cache.read(key);
  if (list === undefined) return missing;
  if (!Array.isArray(list)) throw new Refusal("wrong_type", "what was read is no list");
  list.push(item);
  return done;
}

const entry = (request) => [text(request.key), valueFrom(request.value), valueFrom(request.ttl)];
const one = (request) => [text(request.key)];
const step = (request) => [text(request.key), valueFrom(request.by)];

const ARGUMENTS = {
  get_many: (request) => [request.keys.map(text)],
  set: entry,
  set_many: (request) => [request.entries.map(([key, item]) => [text(key), valueFrom(item)])],
  add: entry,
  replace: entry,
  append: entry,
  delete: one,
  increment: step,
  decrement: step,
  touch: (request) => [text(request.key), valueFrom(request.ttl)],
  ttl: one,
  gets: (request) => [text(request.key), request.session],
  cas: (request) => [...entry(request), request.session],
  reconnect: () => [],
};

const REFUSALS = [
  [/serialize a BigInt|circular/i, "bad_value"],
  [/not an integer|non-numeric/i, "not_an_integer"],
  [/would overflow/i, "overflow"],
  [/invalid expire/i, "bad_argument"],
  [/^WRONGTYPE/, "wrong_type"],
  [/^OOM/, "out_of_memory"],
];

// What the application would have caught.
function refusal(error) {
  const message = String((error && error.message) || error);
  if (/ECONNREFUSED|Connection is closed|max retries/i.test(message)) gone(error);
  const known = REFUSALS.find(([pattern]) => pattern.test(message));
  return { refusal: error.refusal || (known ? known[1] : (error && error.name) || "Error"), code: (error && error.name) || "Error", message };
}

async function answer(cache, request) {
  const name = request.op;
  if (name === "get") return found(await cache.read(text(request.key)));
  if (name === "change") return change(cache, text(request.key), valueFrom(request.item));
  if (name === "reconnect" && cache.local) return done;
  if (!Object.hasOwn(ARGUMENTS, name) || !cache[name]) return { unsupported: name };
  return cache[name](...ARGUMENTS[name](request));
}

const packageVersion = (library) => {
  const main = need.resolve(library);
  const folder = main.slice(0, main.lastIndexOf(path.join("node_modules", library)));
  return JSON.parse(fs.readFileSync(path.join(folder, "node_modules", library, "package.json"))).version;
};

async function hello(cache, kind) {
  if (cache.ready) await cache.ready();
  return {
    ready: true, protocol: 1, name: `Node.js ${kind}`, version: packageVersion(kind === "redis-json" ? "ioredis" : kind),
    settings: { node: process.version }, notes: ["JavaScript has one kind of number: 1.0 is the integer 1"], local: cache.local,
  };
}

async function main() {
  const given = process.argv[2] || "";
  const name = given.startsWith("env:") ? process.env[given.slice(4)] || "" : given;
  const [kind, location] = [name.split(":")[0], name.slice(name.indexOf(":") + 1)];
  if (!Object.hasOwn(CACHES, kind)) {
    console.error(`expected one of ${Object.keys(CACHES).join(", ")}`);
    process.exit(2);
  }
  const cache = CACHES[kind](location);
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const request = parse(line);
    const given = request.op === "hello" ? hello(cache, kind) : answer(cache, request);
    process.stdout.write(`${print(await given.catch(refusal))}\n`);
  }
  process.exit(0);
}

main().catch(gone);
