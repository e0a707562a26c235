// The dashboard works without this. With it, pages follow changes, links with data-dialog open a dialog, filters answer while they are
// typed, and times say how long ago they were.
"use strict";

const everySecond = 1000;
const everyTenSeconds = 10_000;
const banner = document.getElementById("disconnected");

/* Times */

const units = [[60, "second"], [60, "minute"], [24, "hour"], [7, "day"], [4.35, "week"], [12, "month"], [Infinity, "year"]];
const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "long" });

function relative(moment) {
  let distance = (moment - Date.now()) / 1000;
  if (Math.abs(distance) < 5) {
    return "just now";
  }
  for (const [length, unit] of units) {
    if (Math.abs(Math.round(distance)) < length) {
      return ago.format(Math.round(distance), unit);
    }
    distance /= length;
  }
  return "";
}

function showTimes(root) {
  for (const time of root.querySelectorAll("time[data-relative]")) {
    const moment = Date.parse(time.dateTime);
    if (Number.isNaN(moment)) {
      continue;
    }
    if (!time.title) {
      time.title = time.textContent;
    }
    const text = relative(moment);
    if (time.textContent !== text) {
      time.textContent = text;
    }
  }
}

/* Newest forms of parts of the page: elements are changed in place, so that focus, scroll, open details and typed text stay. */

const kept = { DETAILS: ["open"], DIALOG: ["open"], INPUT: ["checked"], OPTION: ["selected"] };

function changeAttributes(from, to) {
  const keep = kept[from.nodeName] ?? [];
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !keep.includes(name)) {
      from.removeAttribute(name);
    }
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !keep.includes(name)) {
      from.setAttribute(name, value);
    }
  }
}

function isTouched(field) {
  return field === document.activeElement
    || (field.nodeName === "TEXTAREA" || field.nodeName === "INPUT") && (field.value !== field.defaultValue || field.checked !== field.defaultChecked)
    || field.nodeName === "SELECT" && [...field.options].some(option => option.selected !== option.defaultSelected);
}

function matches(from, to) {
  return from.nodeType === to.nodeType && from.nodeName === to.nodeName && (from.id ?? "") === (to.id ?? "");
}

function change(from, to) {
  if (from.isEqualNode(to)) {
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue;
    return;
  }
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(from.nodeName) && from.type !== "hidden" && isTouched(from)) {
    return;
  }
  changeAttributes(from, to);
  changeChildren(from, to);
}

function changeChildren(from, to) {
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    let found = at;
    if (wanted.id) {
      found = [...from.children].find(child => child.id === wanted.id) ?? null;
    } else if (wanted.nodeType !== Node.ELEMENT_NODE) {
      // Space between elements is no reason to give up those that it is not yet behind.
      found = at && matches(at, wanted) ? at : null;
    } else {
      while (found && !matches(found, wanted)) {
        found = found.nextSibling;
      }
    }
    if (!found) {
      from.insertBefore(document.importNode(wanted, true), at);
    } else if (found === at) {
      change(found, wanted);
      at = at.nextSibling;
    } else if (wanted.id) {
      from.insertBefore(found, at);
      change(found, wanted);
    } else {
      while (at !== found) {
        const gone = at;
        at = at.nextSibling;
        gone.remove();
      }
      change(found, wanted);
      at = at.nextSibling;
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function takeNewest(text) {
  const newest = new DOMParser().parseFromString(text, "text/html");
  showTimes(newest);
  for (const part of document.querySelectorAll("[data-live][id]")) {
    const other = newest.getElementById(part.id);
    if (other) {
      change(part, other);
    }
  }
  document.dispatchEvent(new CustomEvent("dashboard:changed"));
}

/* Following */

const trouble = { stream: false, page: false };
let reading = false;
let wanted = false;
let lastRead = 0;
let timer = 0;

function showTrouble() {
  banner.hidden = !trouble.page;
}

async function read() {
  timer = 0;
  if (reading) {
    wanted = true;
    return;
  }
  reading = true;
  lastRead = Date.now();
  try {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "manual", headers: { "X-Requested-With": "dashboard" } });
    trouble.page = !answer.ok;
    if (answer.ok) {
      takeNewest(await answer.text());
    }
  } catch {
    trouble.page = true;
  }
  reading = false;
  showTrouble();
  if (wanted) {
    wanted = false;
    soon();
  }
}

function soon() {
  timer ||= setTimeout(read, Math.max(0, lastRead + everySecond - Date.now()));
}

function follow(address) {
  const stream = new EventSource(address);
  stream.addEventListener("open", () => {
    if (trouble.stream) {
      soon();
    }
    trouble.stream = false;
  });
  stream.addEventListener("change", soon);
  stream.addEventListener("error", () => {
    trouble.stream = true;
    soon();
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(() => follow(address), everyTenSeconds / 2);
    }
  });
}

/* Dialogs */

let dialog = null;

function frameOf(content) {
  for (const part of content.querySelectorAll("[id]")) {
    part.id = `dialog-${part.id}`;
    part.removeAttribute("data-live");
  }
  for (const name of ["for", "aria-labelledby", "aria-describedby", "list", "form"]) {
    for (const part of content.querySelectorAll(`[${name}]`)) {
      part.setAttribute(name, part.getAttribute(name).split(" ").map(id => `dialog-${id}`).join(" "));
    }
  }
  const body = document.createElement("div");
  body.className = "dialog-body";
  body.append(...content.childNodes);
  return body;
}

async function openDialog(link) {
  let body;
  try {
    const answer = await fetch(link.href, { cache: "no-store", redirect: "manual" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    body = frameOf(page.querySelector("main"));
  } catch {
    location.href = link.href;
    return;
  }
  if (!dialog) {
    dialog = document.createElement("dialog");
    document.body.append(dialog);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet dialog-close";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(document.importNode(body, true), close);
  showTimes(dialog);
  const title = dialog.querySelector("h1, h2");
  if (title) {
    title.id ||= "dialog-title";
    dialog.setAttribute("aria-labelledby", title.id);
  }
  for (const cancel of dialog.querySelectorAll("a[data-cancel]")) {
    cancel.addEventListener("click", event => {
      event.preventDefault();
      dialog.close();
    });
  }
  dialog.showModal();
  (dialog.querySelector("[autofocus], textarea, input:not([type=hidden]), select") ?? close).focus();
}

document.addEventListener("click", event => {
  const link = event.target.closest?.("a[data-dialog]");
  if (link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    openDialog(link);
  }
  for (const open of document.querySelectorAll("details.serving[open]")) {
    if (!open.contains(event.target)) {
      open.open = false;
    }
  }
});

document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll("details.serving[open]")) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  }
});

/* Filters: the server answers them; here they are only asked earlier. */

for (const form of document.querySelectorAll("form[data-filter]")) {
  let typing = 0;
  const ask = () => {
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    history.replaceState(null, "", chosen.size === 0 ? location.pathname : `${location.pathname}?${chosen}`);
    lastRead = 0;
    read();
  };
  form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(ask, 150);
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    clearTimeout(typing);
    ask();
  });
}

showTimes(document);
if (document.body.dataset.events && !document.querySelector("[data-still]")) {
  follow(document.body.dataset.events);
  setInterval(() => {
    if (!document.hidden) {
      soon();
    }
  }, everyTenSeconds);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      soon();
    }
  });
}
setInterval(() => showTimes(document), everyTenSeconds / 2);
