// SPDX-License-Identifier: MIT
// Canonical values in JavaScript, for the programs of Node.js in this folder (EXEC.md has the protocol).
//
// A map with text keys alone is an object, any other a Map; an integer beyond 2^53 is a BigInt; {"other":..} is a function, which is no data.
"use strict";

class Refusal extends Error {
  constructor(name, message) {
    super(message);
    this.refusal = name;
  }
}

// Canonical values

const TAGS = {
  integer: BigInt,
  real: Number,
  bytes: (hex) => Buffer.from(hex, "hex"),
  timestamptz: (text) => new Date(text),
  map: (entries) => {
    const pairs = entries.map(([key, item]) => [valueFrom(key), valueFrom(item)]);
    return pairs.every(([key]) => typeof key === "string") ? Object.fromEntries(pairs) : new Map(pairs);
  },
  other: (shown) => Object.assign(() => shown, { shown }),
};

// JSON.parse would round integers of more than 53 bits. A pattern over whole strings would be too much for those of megabytes.
function parse(line) {
  let text = "";
  for (let at = 0, close = 0; at < line.length; at = close) {
    const quote = line.indexOf('"', at);
    const end = quote < 0 ? line.length : quote;
    text += line.slice(at, end).replace(/(?<![\d.])-?\d{16,}(?![\d.eE])/g, (digits) => `{"integer":"${digits}"}`);
    for (close = end + 1; close < line.length && line[close] !== '"'; ) close += line[close] === "\\" ? 2 : 1;
    text += line.slice(end, (close += 1));
  }
  return JSON.parse(text);
}

function valueFrom(given) {
  if (Array.isArray(given)) return given.map(valueFrom);
  if (given === null || typeof given !== "object") return given;
  const [tag] = Object.keys(given);
  if (!Object.hasOwn(TAGS, tag)) throw new Refusal("bad_value", `JavaScript has no ${tag}`);
  return TAGS[tag](given[tag]);
}

const integerPrint = (number) => (BigInt.asIntN(64, number) === number ? number : { integer: String(number) });

function numberPrint(number) {
  const real = !Number.isInteger(number) || Object.is(number, -0) || Math.abs(number) >= 2 ** 63;
  return real ? { real: Object.is(number, -0) ? "-0" : String(number) } : integerPrint(BigInt(number));
}

function objectPrint(value) {
  if (Array.isArray(value)) return value.map(valuePrint);
  if (Buffer.isBuffer(value)) return { bytes: value.toString("hex") };
  if (value instanceof Date) return { timestamptz: value.toISOString().replace("T", " ").replace(/(\.000)?Z$/, "+00:00") };
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return { map: entries.map(([key, item]) => [valuePrint(key), valuePrint(item)]) };
}

// Canonical JSON for what the cache gave; undefined within a value is null as JSON has it in lists.
function valuePrint(value) {
  switch (typeof value) {
    case "number": return numberPrint(value);
    case "bigint": return integerPrint(value);
    case "undefined": return { other: "undefined" };
    case "function": return { other: value.shown || "function" };
    case "symbol": return { other: "symbol" };
    case "object": return value === null ? null : objectPrint(value);
    default: return value;
  }
}

// JSON.stringify takes no BigInt, by which an integer of 64 bits is kept.
function print(answer) {
  if (typeof answer === "bigint") return String(answer);
  if (Array.isArray(answer)) return `[${answer.map(print).join(",")}]`;
  if (answer === null || typeof answer !== "object") return JSON.stringify(answer);
  return `{${Object.entries(answer).filter(([, item]) => item !== undefined).map(([name, item]) => `${JSON.stringify(name)}:${print(item)}`).join(",")}}`;
}

module.exports = { Refusal, parse, valueFrom, valuePrint, print };
