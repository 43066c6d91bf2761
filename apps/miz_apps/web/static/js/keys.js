// A kiosk's keys: on the screen, and of a scanner that types. What stands in a number's field is in
// the digits of the page and in fours; what is sent is plain ASCII.

import { meaning } from "./scanner.js";

const PERSIAN_ZERO = 0x6f0;
const persian = document.documentElement.lang === "fa";
const EDITABLE = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea";
const CODE = 16; // a tracking code is written in fours
let target = null;
let scanned = "";

/** The text with ASCII digits, whichever keyboard wrote it. */
const ascii = (text) => text.replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => String(digit.codePointAt(0) & 15));
const localised = (digit) => String.fromCodePoint(PERSIAN_ZERO + Number(digit));
const shown = (text) => (persian ? ascii(text).replace(/\d/g, localised) : ascii(text));
const bare = (text) => ascii(text).replace(/\s/g, "");
const room = (field) => Number(field.dataset.digits);
const visible = (element) => element.checkVisibility();
const fields = () => [...document.querySelectorAll(EDITABLE)].filter(visible);
const numbers = (form) => [...form.querySelectorAll("[data-digits]")];

/** The field that keys write into: the one with the keyboard, had it last, or is the first. */
function current() {
  const all = fields();
  return [document.activeElement, target, all[0]].find((one) => all.includes(one)) ?? null;
}

/** A number as it is read: in fours, in the page's digits; anything else stays as it was typed. */
function arrange(field) {
  const text = bare(field.value);
  const parts = room(field) >= CODE && /^\d+$/.test(text) ? text.match(/.{1,4}/g) : [text];
  const now = shown(parts.join(" "));
  if (field.value !== now) field.value = now;
}

/** Writes at the place of the keyboard; numbers grow at their end. */
function write(field, text) {
  if (field.dataset.digits !== undefined) {
    if (bare(field.value).length < room(field)) field.value += text;
  } else if (field.value.length < field.maxLength || field.maxLength < 0) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function erase(field) {
  const { selectionStart: start, selectionEnd: end } = field;
  if (field.dataset.digits !== undefined) field.value = bare(field.value).slice(0, -1);
  else if (start !== end) field.setRangeText("", start, end, "end");
  else if (start > 0) field.setRangeText("", start - 1, start, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const DEEDS = {
  back: (field) => erase(field),
  clear: (field) => { field.value = ""; },
  line: (field) => (field.tagName === "TEXTAREA" ? write(field, "\n") : field.form.requestSubmit()),
};

function switchTo(layout) {
  for (const one of document.querySelectorAll("[data-layout]")) one.hidden = one.dataset.layout !== layout;
}

document.addEventListener("focusin", ({ target: focused }) => {
  if (!focused.matches(EDITABLE)) return;
  target = focused;
  // What is written and the keys are seen together.
  if (focused.closest(".card")?.querySelector(".letters")) focused.closest(".field").scrollIntoView({ block: "start" });
});

// A finger on a key leaves the keyboard in its field.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest(".key")) event.preventDefault();
  scanned = "";
});

document.addEventListener("click", (event) => {
  const key = event.target.closest(".key");
  if (!key) return;
  if (key.dataset.do === "layout") return switchTo(key.dataset.to);
  const field = current();
  if (!field) return;
  field.focus();
  if (key.dataset.do) DEEDS[key.dataset.do](field);
  else write(field, key.dataset.key);
});

document.addEventListener("input", ({ target: field }) => {
  if (field.dataset.digits === undefined) return;
  arrange(field);
  // A whole code leads on to the next number.
  if (room(field) >= CODE && bare(field.value).length === CODE) empty(field.form)?.focus();
});

const empty = (form) => numbers(form).find((one) => !bare(one.value));

/** Enter, which a scanner sends after what it read, once or twice: on to what is still empty. */
function onward(event, field) {
  const next = empty(field.form);
  if (!next || numbers(field.form).length < 2) return;
  event.preventDefault();
  next.focus();
}

/** A scanner types wherever it is: into a number's field, or as a code that opens its own page. */
function scan(event) {
  const field = numbers(document)[0];
  const digit = /^\d$/.test(meaning(event));
  if (digit && field && visible(field)) return (empty(field.form) ?? field).focus();
  if (digit) scanned += meaning(event);
  else if (event.key === "Enter" && scanned.length >= CODE) take(scanned);
  else if (event.key.length === 1) scanned = "";
}

function take(code) {
  const form = document.querySelector("form[data-scan]");
  scanned = "";
  form.elements.code.value = code;
  form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const focused = document.activeElement;
  if (!focused?.matches(EDITABLE)) scan(event);
  else if (event.key === "Enter" && focused.dataset.digits !== undefined) onward(event, focused);
});

document.addEventListener("formdata", ({ target: form, formData }) => {
  for (const field of numbers(form)) formData.set(field.name, bare(field.value));
});

// Our keys, where they are shown, stand for the system's own, which would cover the page.
function replace() {
  if (![...document.querySelectorAll(".keys")].some(visible)) return;
  for (const field of fields()) field.inputMode = "none";
}

document.addEventListener("toggle", replace, true);
replace();
for (const field of document.querySelectorAll("[data-digits]")) arrange(field);
