"use strict";
/* Where two answers part: row by row, and within a value. Text only; what is shown is made elsewhere. */

/* A text of the page's data: itself, or [its beginning, how many characters more]. */
function plain(text) {
  return typeof text === "string" ? text : text[0];
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/* The parts of two texts that are the same at both ends: [before, a's own, b's own, behind]. */
function textParts(a, b) {
  const most = Math.min(a.length, b.length);
  let before = 0;
  while (before < most && a[before] === b[before]) before++;
  /* Never between the two halves of one character. */
  if (before && before < a.length && /[\uDC00-\uDFFF]/.test(a[before])) before--;
  let behind = 0;
  while (behind < most - before && a[a.length - 1 - behind] === b[b.length - 1 - behind]) behind++;
  if (behind && /[\uDC00-\uDFFF]/.test(a[a.length - behind])) behind--;
  return [a.slice(0, before), a.slice(before, a.length - behind), b.slice(before, b.length - behind), a.slice(a.length - behind)];
}

/* How long the longest common run of two lists is, from each place on. */
function commonLengths(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let k = b.length - 1; k >= 0; k--)
      table[i][k] = a[i] === b[k] ? table[i + 1][k + 1] + 1 : Math.max(table[i + 1][k], table[i][k + 1]);
  return table;
}

/* Rows side by side: [[row of a or null, row of b or null, the same?], ...]; rows that differ between two that agree are paired. */
function rowPairs(a, b) {
  const left = a.map((row) => JSON.stringify(row));
  const right = b.map((row) => JSON.stringify(row));
  const table = commonLengths(left, right);
  const pairs = [];
  let onlyLeft = [];
  let onlyRight = [];
  const flush = () => {
    for (let n = 0; n < Math.max(onlyLeft.length, onlyRight.length); n++)
      pairs.push([n < onlyLeft.length ? onlyLeft[n] : null, n < onlyRight.length ? onlyRight[n] : null, false]);
    onlyLeft = [];
    onlyRight = [];
  };
  let i = 0;
  let k = 0;
  while (i < a.length || k < b.length) {
    if (i < a.length && k < b.length && left[i] === right[k]) {
      flush();
      pairs.push([a[i++], b[k++], true]);
    } else if (k >= b.length || (i < a.length && table[i + 1][k] >= table[i][k + 1])) {
      onlyLeft.push(a[i++]);
    } else {
      onlyRight.push(b[k++]);
    }
  }
  flush();
  return pairs;
}
