"use strict";
/* What a cell opens: both answers, what was sent, why it matters. Everything is set as text, never as markup. */

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function aside(words) {
  return make("span", { class: "aside" }, words);
}

/* A text of the data, with how much of it was left out. */
function words(text) {
  const fragment = document.createDocumentFragment();
  fragment.append(plain(text));
  if (typeof text !== "string") fragment.append(make("span", { class: "more" }, `… (${text[1]} characters more)`));
  return fragment;
}

/* One side of two values, with what is its own marked. */
function markedValue(own, other) {
  const value = make("span", { class: "value" });
  if (other === undefined || same(own, other)) {
    value.append(words(own));
    return value;
  }
  const [before, mine, theirs, behind] = textParts(plain(own), plain(other));
  /* Values that have next to nothing in common are marked whole. */
  const apart = before.length + behind.length < Math.max(mine.length, theirs.length) / 4 && before.length + behind.length < 8;
  if (apart) value.append(make("mark", {}, plain(own)));
  else value.append(before, mine ? make("mark", {}, mine) : make("mark", { class: "gap" }, aside("(nothing here)")), behind);
  if (typeof own !== "string") value.append(make("span", { class: "more" }, `… (${own[1]} characters more)`));
  return value;
}

function rowElement(row, other, missing) {
  if (!row) return make("span", { class: "no-row" }, missing);
  const line = make("span", { class: "line" });
  row.forEach((value, i) => {
    if (i) line.append(", ");
    line.append(other === null ? make("mark", {}, markedValue(value)) : markedValue(value, other && other.length === row.length ? other[i] : undefined));
  });
  if (!row.length) line.append("(a row of no columns)");
  return line;
}

function isRows(outcome) {
  return outcome !== null && typeof outcome === "object" && !Array.isArray(outcome);
}

function rowsTitle(outcome) {
  const count = outcome.n === 0 ? "no row" : outcome.n === 1 ? "1 row" : `${outcome.n} rows`;
  return outcome.waited ? `waits for another session, then: ${count}` : count;
}

function columnsElement(outcome, other) {
  return outcome.columns ? make("span", { class: "columns" }, "columns ", rowElement(outcome.columns, other && other.columns)) : null;
}

/* The lines of one answer, for a table of two columns: [[left, right, how they stand], ...]. */
function answerLines(left, right, category) {
  if (isRows(left) && isRows(right)) {
    const lines = [[make("b", {}, rowsTitle(left)), make("b", {}, rowsTitle(right)), same(rowsTitle(left), rowsTitle(right))]];
    if (left.columns || right.columns)
      lines.push([columnsElement(left, right), columnsElement(right, left), same(left.columns, right.columns)]);
    const missing = category === "order" ? "not here" : "no such row";
    for (const [a, b, equal] of rowPairs(left.rows, right.rows)) lines.push([rowElement(a, b, missing), rowElement(b, a, missing), equal]);
    if (left.n > left.rows.length || right.n > right.rows.length)
      lines.push([moreRows(left), moreRows(right), left.n === right.n]);
    return lines;
  }
  if (!isRows(left) && !isRows(right)) return [[markedValue(left, right), markedValue(right, left), same(left, right)]];
  const whole = (outcome) => (isRows(outcome) ? singleAnswer(outcome) : make("mark", { class: "value" }, words(outcome)));
  return [[whole(left), whole(right), false]];
}

function moreRows(outcome) {
  const more = outcome.n - outcome.rows.length;
  return make("span", { class: "more" }, more ? `… (${more} rows more)` : "");
}

/* An answer by itself. */
function singleAnswer(outcome) {
  if (!isRows(outcome)) return make("span", { class: "value" }, words(outcome));
  const block = make("div", {}, make("b", {}, rowsTitle(outcome)));
  if (outcome.columns) block.append(make("div", {}, columnsElement(outcome)));
  for (const row of outcome.rows) block.append(make("div", {}, rowElement(row)));
  if (outcome.n > outcome.rows.length) block.append(make("div", {}, moreRows(outcome)));
  return block;
}

function sideTitle(data, behaviour, column) {
  const environment = data.environments[column];
  const service = serviceOf(data, behaviour, column);
  const product = service && service.product ? `${plain(service.product)} ${service.version ? plain(service.version) : ""}`.trim() : "";
  const title = make("th", { scope: "col" }, plain(environment.name));
  if (column === 0) title.append(" ", make("small", {}, "reference"));
  if (product) title.append(" ", make("span", { class: "product" }, product));
  return title;
}

function serviceOf(data, behaviour, column) {
  const found = data.environments[column].services.find(([name]) => same(name, behaviour.service));
  return found ? found[1] : null;
}

/* A table of lines side by side, the sign between them telling in words what colour tells, too. */
function sidesTable(titles, lines, caption) {
  const body = make("tbody", {});
  for (const [left, right, equal] of lines) {
    const sign = make("td", { class: "sign" }, equal ? "" : make("span", { "aria-hidden": "true" }, "≠"), equal ? aside("the same") : aside("differs"));
    body.append(make("tr", { class: equal ? "same" : "differs" }, make("td", {}, left), sign, make("td", {}, right)));
  }
  const head = make("tr", {}, titles[0], make("td", { class: "sign" }), titles[1]);
  return make("table", { class: "sides" }, make("caption", { class: "aside" }, caption), make("thead", {}, head), body);
}

function answerOf(behaviour, column) {
  const index = behaviour.answers[1][column];
  return index < 0 ? null : behaviour.answers[0][index];
}

/* What a side said to a label; a setup that is not told of was accepted. */
function said(answer, label) {
  const found = answer && answer.said && answer.said.find(([own]) => same(own, label));
  if (found) return found[1];
  return plain(label) === "setup" ? "accepted" : "not asked: the setup was refused";
}

function messageOf(behaviour, column, label) {
  const found = (behaviour.sides[column].messages || []).find(([own]) => same(own, label));
  if (!found) return null;
  const message = make("span", { class: "message" }, found[1].message ? words(found[1].message) : "");
  if (found[1].code) message.append(" ", make("small", {}, "code ", words(found[1].code)));
  return message;
}

function refuses(outcome) {
  return !isRows(outcome) && /^(waits for another session, then: )?refused: /.test(plain(outcome));
}

function observationElement(data, behaviour, column, label, divergence) {
  const left = said(answerOf(behaviour, 0), label);
  const right = said(answerOf(behaviour, column), label);
  const lines = answerLines(left, right, divergence && divergence.category);
  if (!divergence) for (const line of lines) line[2] = true;
  if (divergence && divergence.far) {
    const [a, b] = divergence.far;
    lines.push([markedValue(a, b), markedValue(b, a), false]);
  }
  const messages = [0, column].map((side, i) => (refuses(i ? right : left) ? messageOf(behaviour, side, label) : null));
  if (messages[0] || messages[1]) lines.push([messages[0] || "", messages[1] || "", true]);
  const title = make("h4", {}, words(label));
  if (divergence) title.append(" ", make("small", {}, divergence.silent ? `${divergence.category}, silent` : divergence.category));
  if (divergence && divergence.follows) title.append(" ", make("small", {}, "may follow from ", words(divergence.follows)));
  const block = make("div", { class: divergence ? (divergence.follows ? "observation differs follows" : "observation differs") : "observation" }, title);
  if (divergence && divergence.standing) block.append(standingElement(divergence));
  block.append(sidesTable([sideTitle(data, behaviour, 0), sideTitle(data, behaviour, column)], lines, `Both answers to: ${plain(label)}`));
  return block;
}

function standingElement(divergence) {
  const told = { new: "New: nobody has accepted it.", changed: "Accepted, but with another answer than this one.",
    expired: "It was accepted until a day that is over.", pending: "Its probe is newer than the baseline: it does not count yet.",
    accepted: "Accepted: it does not count." }[divergence.standing] || divergence.standing;
  const parts = [make("b", { class: divergence.standing }, told)];
  if (divergence.reason) parts.push(" Reason: ", words(divergence.reason), ".");
  if (divergence.owner) parts.push(" Owner: ", words(divergence.owner), ".");
  if (divergence.expires) parts.push(" Until: ", words(divergence.expires), ".");
  return make("p", { class: "standing" }, ...parts);
}

/* Every label, in the order asked. */
function labelsOf(behaviour, column) {
  const labels = [];
  for (const side of [0, column]) {
    const answer = answerOf(behaviour, side);
    for (const [label] of (answer && answer.said) || []) if (!labels.some((known) => same(known, label))) labels.push(label);
  }
  return labels;
}

function compareElements(data, behaviour, column) {
  const divergences = behaviour.sides[column].differ || [];
  const differing = [];
  const agreeing = [];
  for (const label of labelsOf(behaviour, column)) {
    const divergence = divergences.find((d) => same(d.label, label));
    const refused = said(answerOf(behaviour, 0), label) === "not asked: the setup was refused" || said(answerOf(behaviour, column), label) === "not asked: the setup was refused";
    if (divergence) differing.push(observationElement(data, behaviour, column, label, divergence));
    else if (!refused && answerOf(behaviour, column) && plain(label) !== "setup") agreeing.push(observationElement(data, behaviour, column, label, null));
  }
  if (!differing.length) return agreeing;
  if (agreeing.length)
    differing.push(make("details", {}, make("summary", {}, agreeing.length === 1 ? "1 more answer, which agrees" : `${agreeing.length} more answers, which agree`), ...agreeing));
  return differing;
}

/* Answers of one environment alone. */
function aloneElements(behaviour, column) {
  const answer = answerOf(behaviour, column);
  if (!answer) return [];
  if (answer.first) {
    const titles = ["asked first", "asked again"].map((title) => make("th", { scope: "col" }, title));
    /* An asking that was refused earlier than the other does not come to all labels. */
    const told = (observations, label) => {
      const found = observations.find(([own]) => same(own, label));
      return found ? found[1] : plain(label) === "setup" ? "accepted" : "not come to";
    };
    const again = answer.second.filter(([label]) => !answer.first.some(([own]) => same(own, label)));
    return [...answer.first, ...again].map(([label]) => {
      const first = told(answer.first, label);
      const second = told(answer.second, label);
      return make("div", { class: "observation" }, make("h4", {}, words(label)), sidesTable(titles.map((t) => t.cloneNode(true)), answerLines(first, second), "Both answers"));
    });
  }
  return (answer.said || []).map(([label, outcome]) => {
    const block = make("div", { class: "observation alone" }, make("h4", {}, words(label)), singleAnswer(outcome));
    const message = refuses(outcome) ? messageOf(behaviour, column, label) : null;
    if (message) block.append(make("div", {}, message));
    return block;
  });
}

/* The operations of a program are no statements, and end in nothing. */
function statementElements(statements, program) {
  const code = make("pre", { tabindex: "0" });
  for (const entry of statements.slice(0, -1)) {
    if (entry.label) code.append(make("span", { class: "comment" }, "-- ", words(entry.label), "\n"));
    if (entry.session) code.append(make("span", { class: "comment" }, words(entry.session), ": "));
    code.append(words(entry.sent), typeof entry.sent === "string" && !program ? ";" : "");
    if (entry.bound) code.append(make("span", { class: "comment" }, "   -- bound: ", words(entry.bound)));
    code.append("\n");
  }
  const more = statements[statements.length - 1];
  if (more) code.append(make("span", { class: "more" }, `… (${more} statements more)\n`));
  return code;
}

/* What was sent, once where both were sent the same. */
function sentElements(data, behaviour, column) {
  const [texts, of] = behaviour.sent;
  const sides = [0, column].filter((side, i, all) => of[side] >= 0 && all.findIndex((s) => of[s] === of[side]) === i);
  return sides.map((side) =>
    make("div", {}, sides.length > 1 ? make("h4", {}, "to ", words(data.environments[side].name)) : null, statementElements(texts[of[side]], behaviour.program)));
}

function byHand(data, behaviour, column) {
  const sides = (column === 0 ? [0] : [column, 0]).map((side) => serviceOf(data, behaviour, side));
  const probe = plain(behaviour.probe);
  if (!behaviour.program) {
    /* What several sessions send cannot go through one client: people send it, each in a terminal of its own. */
    const sessions = [...new Set(behaviour.sent[0].flatMap((statements) => statements.filter((entry) => entry && entry.session).map((entry) => plain(entry.session))))];
    const lines = sides.filter((s) => s && s.adapter && s.client).map((s) => {
      const script = `paritycheck explain ${probe} --script ${plain(s.adapter)}`;
      if (!sessions.length) return `${script} | ${plain(s.client)}`;
      const clients = sessions.map((session) => `  session ${session}: ${plain(s.session_client || s.client)}`);
      return [script, "  says what each session sends, in which order; in a terminal for each:", ...clients].join("\n");
    });
    return lines.length ? make("pre", { tabindex: "0" }, [...new Set(lines)].join("\n")) : null;
  }
  if (sides.length < 2 || sides.some((s) => !s || !s.url)) return null;
  return make("pre", { tabindex: "0" },
    `paritycheck run '${plain(sides[0].url)}' '${plain(sides[1].url)}' --select ${probe}${behaviour.intrusive ? " --allow intrusive" : ""}`);
}

/* Links go to https alone; anything else is text. */
function linkElement(address) {
  const text = plain(address);
  if (typeof address !== "string" || !/^https:\/\/[!-~]+$/.test(text)) return make("span", {}, words(address));
  return make("a", { href: text, rel: "noopener noreferrer", target: "_blank" }, text);
}

function part(title, ...content) {
  const kept = content.filter((child) => child);
  return kept.length ? make("section", { class: "part" }, make("h3", {}, title), ...kept) : null;
}

/* All that is known of a behaviour in an environment. */
function detailElements(data, behaviour, column) {
  const side = behaviour.sides[column];
  const reference = behaviour.sides[0];
  const compared = ["agree", "kind", "differ"].includes(side.state);
  const answers = compared ? compareElements(data, behaviour, column) : aloneElements(behaviour, column);
  const reasons = [...(side.reasons || []), ...(side.fault ? [side.fault] : [])];
  if (!compared && column && side.state === "absent") reasons.push(...(reference.reasons || []).map((r) => `of the reference: ${plain(r)}`));
  const causes = (side.causes || []).map((cause) => make("li", {}, words(cause)));
  return [
    behaviour.bites ? part("Why it matters", make("p", { class: "bites sentence" }, words(behaviour.bites))) : null,
    part("Why nothing can be told", ...reasons.map((reason) => make("p", {}, words(reason)))),
    part(compared ? (side.state === "agree" ? "Both answers, which agree" : "Both answers") : "What it answered", ...answers),
    part("Likely causes", causes.length ? make("ul", {}, ...causes) : null),
    behaviour.remedy ? part("What to do", make("p", { class: "sentence" }, words(behaviour.remedy))) : null,
    part("What was sent", behaviour.equivalent ? make("p", { class: "note" }, "Each engine was asked in its own words, declared as equivalent.") : null, ...sentElements(data, behaviour, column)),
    part("By hand", byHand(data, behaviour, column)),
    behaviour.see ? part("Documentation", make("p", {}, linkElement(behaviour.see))) : null,
  ].filter((element) => element);
}
