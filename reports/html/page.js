"use strict";
/* The page at work: filters, the keyboard, the cell that is open; all of it in the address, behind '#'. */

document.documentElement.classList.add("scripted");

/* "PROBE@ENVIRONMENT&status=new,differs&q=text": what is open, then the filters. */
function hashRead() {
  const state = { open: "", filters: new Map() };
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch (problem) {
      return text;
    }
  };
  for (const piece of location.hash.slice(1).split("&")) {
    const equals = piece.indexOf("=");
    if (equals < 0) state.open = state.open || piece;
    else state.filters.set(decoded(piece.slice(0, equals)), decoded(piece.slice(equals + 1)));
  }
  const at = state.open.indexOf("@");
  state.probe = decoded(at < 0 ? state.open : state.open.slice(0, at));
  state.environment = at < 0 ? null : decoded(state.open.slice(at + 1));
  return state;
}

function encoded(text) {
  return encodeURIComponent(text).replace(/%2F/g, "/").replace(/%2C/g, ",");
}

function pageStart() {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const rows = all("table.matrix tr.row").map((element, index) => ({
    element, index, probe: element.id, role: element.parentElement.dataset.role, severity: element.cells[1].textContent,
    cells: Array.from(element.cells).slice(2).map((cell) => ({ cell, link: cell.firstChild, status: cell.className, words: cell.textContent })),
  }));
  const bodies = all("table.matrix tbody");
  const chips = all(".chip");
  const search = one("input[type=search]");
  const selects = all("select[data-filter]");
  const environments = all("table.matrix thead th").slice(2).map((th) => th.dataset.name);
  const dialog = make("dialog", { class: "detail", "aria-labelledby": "the-behaviour" });
  document.body.append(dialog);
  let data = null;
  let haystacks = null;
  let service = "";
  let opened = null;
  let current = null;

  /* Parsed when it is first needed: opening the page does not wait for it. */
  function dataRead() {
    data = data || JSON.parse(one("script[type='application/json']").textContent);
    return data;
  }

  function haystack(index) {
    if (!haystacks) haystacks = dataRead().rows.map(() => null);
    if (haystacks[index] === null) {
      const r = data.rows[index];
      const parts = [r.probe, r.title, r.bites, r.remedy, r.tags, r.service].filter((x) => x).map(plain);
      for (const statements of r.sent[0]) for (const entry of statements.slice(0, -1)) parts.push(plain(entry.sent), entry.label ? plain(entry.label) : "");
      haystacks[index] = parts.join("\n").toLowerCase();
    }
    return haystacks[index];
  }

  /* Filters: */
  function wantedByDefault() {
    return chips.filter((chip) => "wanted" in chip.dataset).map((chip) => chip.dataset.status);
  }

  function filtersNow() {
    const pressed = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.status);
    return { status: pressed, q: search.value.trim().toLowerCase(), ...Object.fromEntries(selects.map((select) => [select.dataset.filter, select.value])) };
  }

  function rowMatches(row, f) {
    if ((f.role && row.role !== f.role) || (f.severity && row.severity !== f.severity)) return false;
    if (f.status.length || f.category || f.environment) {
      const fits = ({ status, words: text }, i) =>
        (!f.status.length || f.status.includes(status)) && (!f.category || new RegExp(`\\b${f.category}\\b`).test(text.replace(/^\w+/, ""))) &&
        (!f.environment || environments[i] === f.environment);
      if (!row.cells.some(fits)) return false;
    }
    return !f.q || f.q.split(/\s+/).every((word) => haystack(row.index).includes(word));
  }

  function filtersApply() {
    const f = filtersNow();
    let shown = 0;
    const alive = new Set();
    const roles = new Set();
    for (const row of rows) {
      const matches = rowMatches(row, f);
      row.element.hidden = !matches;
      shown += matches;
      if (matches) alive.add(row.element.parentElement), roles.add(row.role);
    }
    for (const body of bodies) body.hidden = body.classList.contains("role") ? !roles.has(body.dataset.role) : !alive.has(body);
    document.documentElement.classList.add("filtered");
    const text = `${shown} of ${rows.length} behaviours shown`;
    if (one(".shown").textContent !== text) one(".shown").textContent = text;
    one(".none").hidden = shown > 0;
    if (!current || current.row.element.hidden) tabStop(rows.find((row) => !row.element.hidden), 0);
  }

  function filtersSet(filters) {
    const status = filters.has("status") ? filters.get("status").split(",") : wantedByDefault();
    for (const chip of chips) chip.setAttribute("aria-pressed", String(status.includes(chip.dataset.status)));
    for (const select of selects) {
      const value = filters.get(select.dataset.filter) || "";
      select.value = Array.from(select.options).some((option) => option.value === value) ? value : "";
    }
    search.value = filters.get("q") || "";
    filtersApply();
  }

  function hashOf(open) {
    const f = filtersNow();
    const pieces = open ? [open] : [];
    if (!same(f.status, wantedByDefault())) pieces.push(`status=${f.status.length ? encoded(f.status.join(",")) : "all"}`);
    for (const select of selects) if (select.value) pieces.push(`${select.dataset.filter}=${encoded(select.value)}`);
    if (search.value.trim()) pieces.push(`q=${encoded(search.value.trim())}`);
    return pieces.join("&");
  }

  function hashReplace(open) {
    const hash = hashOf(open);
    if (`#${hash}` !== location.hash && (hash || location.hash)) history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
  }

  function filtersChanged() {
    filtersApply();
    hashReplace("");
  }

  function everything() {
    for (const chip of chips) chip.setAttribute("aria-pressed", "false");
    for (const select of selects) select.value = "";
    search.value = "";
    filtersChanged();
  }

  /* The keyboard: one cell is in the order of the tabulator, the arrows go from it to the others. */
  function tabStop(row, column) {
    if (current) current.row.cells[current.column].link.setAttribute("tabindex", "-1");
    current = row ? { row, column } : null;
    if (current) row.cells[column].link.setAttribute("tabindex", "0");
  }

  function cellAt(link) {
    const tr = link.closest("tr.row");
    const row = rows.find((each) => each.element === tr);
    return row ? [row, row.cells.findIndex((cell) => cell.link === link)] : [null, 0];
  }

  function go(row, column) {
    tabStop(row, column);
    row.cells[column].link.focus();
    row.element.scrollIntoView({ block: "nearest" });
  }

  function arrows(event) {
    const [row, column] = cellAt(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const shown = rows.filter((each) => !each.element.hidden);
    const at = shown.indexOf(row);
    const last = row.cells.length - 1;
    const to = { ArrowUp: [at - 1, column], ArrowDown: [at + 1, column], ArrowLeft: [at, column - 1], ArrowRight: [at, column + 1],
      Home: [at, 0], End: [at, last], PageUp: [Math.max(at - 10, 0), column], PageDown: [Math.min(at + 10, shown.length - 1), column] }[event.key];
    if (!to) return;
    event.preventDefault();
    if (shown[to[0]] && to[1] >= 0 && to[1] <= last) go(shown[to[0]], to[1]);
  }

  function keys(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !dialog.open) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      filtersChanged();
    }
  }

  /* The cell that is open: */
  function linkOf(row, column) {
    return row.cells[column].link.getAttribute("href").slice(1);
  }

  function navigation(row, column) {
    const bar = make("nav", { class: "others", "aria-label": "This behaviour in each environment" });
    row.cells.forEach((cell, i) => {
      const link = make("a", { href: `#${linkOf(row, i)}`, class: cell.status }, make("b", {}, environments[i]), " ", cell.words);
      if (i === column) link.setAttribute("aria-current", "true");
      bar.append(link);
    });
    return bar;
  }

  function neighbour(step) {
    const shown = rows.filter((row) => !row.element.hidden);
    const at = shown.findIndex((row) => row.index === opened.row.index);
    return shown[at + step] || null;
  }

  function stepButton(words_, step, key) {
    const button = make("button", { type: "button", "aria-keyshortcuts": key, title: `${words_} behaviour shown (${key})` }, words_);
    button.disabled = !neighbour(step);
    button.addEventListener("click", () => stepTo(step));
    return button;
  }

  function stepTo(step) {
    const row = opened && neighbour(step);
    if (!row) return;
    const differing = row.cells.findIndex((cell, i) => i > 0 && cell.status !== "agrees");
    const column = opened.column && row.cells[opened.column].status !== "agrees" ? opened.column : Math.max(differing, 1);
    location.hash = hashOf(linkOf(row, Math.min(column, row.cells.length - 1)));
  }

  function detailOpen(row, column) {
    const behaviour = dataRead().rows[row.index];
    opened = { row, column };
    tabStop(row, column);
    const close = make("button", { type: "button", class: "close", "aria-keyshortcuts": "Escape" }, "Close");
    close.addEventListener("click", () => dialog.close());
    const title = make("h2", { id: "the-behaviour", tabindex: "-1" }, behaviour.title ? words(behaviour.title) : words(behaviour.probe));
    dialog.replaceChildren(
      make("header", {},
        make("div", { class: "buttons" }, stepButton("Previous", -1, "p"), stepButton("Next", 1, "n"), close),
        make("p", { class: "eyebrow" }, make("span", { class: `severity ${behaviour.severity}` }, behaviour.severity), " ", make("code", {}, words(behaviour.probe))),
        title),
      navigation(row, column),
      make("div", { class: "parts" }, ...detailElements(data, behaviour, column)));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    title.focus();
  }

  function detailClosed() {
    if (!opened) return;
    const { row, column } = opened;
    opened = null;
    dialog.replaceChildren();
    hashReplace("");
    if (!row.element.hidden) go(row, column);
  }

  /* Without an environment, the first in which there is something to see. */
  function columnOf(row, environment) {
    if (environment !== null) return environments.indexOf(environment);
    const differing = row.cells.findIndex((cell, i) => i > 0 && cell.status !== "agrees");
    return differing > 0 ? differing : Math.min(1, row.cells.length - 1);
  }

  function hashFollow() {
    const state = hashRead();
    service = state.filters.get("service") || "";
    const row = state.probe ? rows.find((each) => each.probe === state.probe && (!service || each.role === service)) : null;
    const column = row ? columnOf(row, state.environment) : -1;
    filtersSet(state.filters);
    if (row && column >= 0) detailOpen(row, column);
    else if (dialog.open) dialog.close();
  }

  function clicks(event) {
    const link = event.target.closest && event.target.closest("td > a, nav.others a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    location.hash = hashOf(link.getAttribute("href").slice(1));
  }

  /* Light or dark: as the system has it, until told. */
  function themes() {
    const button = one("button.theme");
    const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const show = () => (button.textContent = dark() ? "Light" : "Dark");
    try {
      const kept = localStorage.getItem("paritycheck-theme");
      if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
    } catch (problem) {
      void problem; /* a page from a file may have no storage */
    }
    button.hidden = false;
    show();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    button.addEventListener("click", () => {
      document.documentElement.dataset.theme = dark() ? "light" : "dark";
      show();
      try {
        localStorage.setItem("paritycheck-theme", document.documentElement.dataset.theme);
      } catch (problem) {
        void problem;
      }
    });
  }

  /* On paper nothing opens: what differs and is shown is printed behind the table. */
  function printPrepare() {
    const paper = make("section", { class: "paper" }, make("h2", {}, "What differs"));
    for (const row of rows) {
      if (row.element.hidden) continue;
      row.cells.forEach((cell, column) => {
        if (!column || ["agrees", "skipped", "reference"].includes(cell.status)) return;
        const behaviour = dataRead().rows[row.index];
        paper.append(make("article", {}, make("h3", { class: "paper-title" }, words(behaviour.title || behaviour.probe), " ", make("code", {}, words(behaviour.probe)), ` in ${environments[column]}`),
          ...detailElements(data, behaviour, column)));
      });
    }
    one("main").append(paper);
    for (const details of all("details:not([open])")) {
      details.open = true;
      details.dataset.folded = "";
    }
  }

  function printEnd() {
    for (const paper of all(".paper")) paper.remove();
    for (const details of all("details[data-folded]")) {
      details.open = false;
      delete details.dataset.folded;
    }
  }

  document.addEventListener("click", clicks);
  document.addEventListener("keydown", keys);
  one("table.matrix").addEventListener("keydown", arrows);
  one("table.matrix").addEventListener("focusin", (event) => {
    const [row, column] = cellAt(event.target);
    if (row) tabStop(row, column);
  });
  search.addEventListener("input", filtersChanged);
  for (const select of selects) select.addEventListener("change", filtersChanged);
  for (const chip of chips)
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      filtersChanged();
    });
  for (const button of all("button.everything")) button.addEventListener("click", everything);
  dialog.addEventListener("close", detailClosed);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") stepTo(1);
    if (event.key === "p") stepTo(-1);
  });
  window.addEventListener("hashchange", hashFollow);
  window.addEventListener("beforeprint", printPrepare);
  window.addEventListener("afterprint", printEnd);
  for (const { cells } of rows) for (const { link } of cells) link.setAttribute("tabindex", "-1");
  themes();
  hashFollow();
}

document.addEventListener("DOMContentLoaded", pageStart);
