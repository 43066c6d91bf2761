// The desk: one field, one verdict, one primary action on Enter; every key by its place.
import { Camera } from "./camera.js";
import { run } from "./clock.js";
import { arrange } from "./conditions.js";
import { attach } from "./picker.js";
import { printSlip } from "./slip.js";
import { follow } from "./scanner.js";
import { muteBy, play } from "./sound.js";
import { listen } from "./stream.js";
import { ask, send } from "./swap.js";

const CALM = 400; // ms after a swap in which Enter does nothing: CR+LF scanners send two
const IDLE = 20000; // ms after which a finished verdict clears itself
const TAKEN = ["image/jpeg", "image/png", "application/pdf"];
const by = (id) => document.getElementById(id);
const main = () => by("main");
const command = by("command");
const typed = by("typed");
const scanner = follow(typed);
const camera = new Camera(by("camera"));
let swappedAt = 0;
let clearing = null;
let held = null; // a photo taken before the file exists

run();
muteBy(by("mute"));
listen("/monitor/stream", { onChange: () => ask("/desk/side") });

// --- the command field

command.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = typed.value.trim();
  if (!text) return press();
  const choice = /^[1-9]$/.test(scanner.text()) && main().querySelector(`[data-choice="${scanner.text()}"]`);
  if (choice) return choose(choice);
  lookUp();
});

function choose(choice) {
  typed.value = "";
  scanner.forget();
  choice.click();
}

async function lookUp() {
  command.elements.keyed.value = scanner.text();
  command.elements.visit.value = main().dataset.visit;
  command.elements.begun.value = main().dataset.begun === undefined ? "" : "1";
  const busy = command.querySelector(".busy");
  const late = setTimeout(() => { busy.hidden = false; }, 300);
  const sent = send(command);
  typed.value = "";
  scanner.forget();
  swappedAt = Infinity; // until the answer: a second Enter must not press the old verdict's button
  await sent;
  swappedAt = Math.min(swappedAt, performance.now());
  clearTimeout(late);
  busy.hidden = true;
}

// --- after every swap

document.addEventListener("miz:swapped", ({ detail }) => {
  if (detail.includes("main")) arrived();
  for (const form of main().querySelectorAll("[data-conditions]")) arrange(form);
});

function arrived() {
  swappedAt = performance.now();
  clearTimeout(clearing);
  const place = main();
  play({ allow: "allow", deny: "deny", wait: "wait" }[place.dataset.tone]);
  by("spoken").textContent = place.querySelector(".verdict > div").innerText.replace(/([?؟]?)\n+/, (_, asks) => (asks ? `${asks} ` : ". "));
  for (const combo of place.querySelectorAll("[data-combo]")) attach(combo);
  arrangeResult();
  if (place.dataset.finished !== undefined) clearing = setTimeout(next, IDLE);
  uploadHeld(place);
  place.querySelector("dialog[data-again]")?.showModal(); // it came back with what is wrong
  if (typed.value) return; // somebody scans already: the scan wins
  focusFirst(place);
  printSlip(place);
}

function focusFirst(place) {
  const wrong = place.querySelector("[aria-invalid=true]");
  const first = place.querySelector("[data-first]");
  const empty = [first, ...place.querySelectorAll(".drawer input:not([type]), .drawer input[type=text], [role=combobox]")]
    .find((one) => one && !one.value && one.offsetParent);
  if (wrong) return wrong.focus();
  scrollTo({ top: 0 }); // on a phone the verdict is seen first, whatever gets the cursor
  (place.querySelector(".candidate[data-get]") ?? empty ?? typed).focus({ preventScroll: true });
}

function next() {
  held = null;
  typed.value = "";
  scanner.forget();
  typed.focus();
  return ask("/desk/next", { latest: true });
}

function press() {
  if (performance.now() - swappedAt < CALM) return;
  main().querySelector("[data-primary]:not([disabled])")?.click();
}

document.addEventListener("click", (event) => {
  const got = event.target.closest("[data-get]");
  if (got) ask(got.dataset.get, { latest: true });
  if (event.target.closest("[data-next]")) next();
  if (event.target.closest("[data-camera]")) takePhoto();
});

// --- photo

async function takePhoto() {
  const blob = await camera.photo();
  typed.focus();
  if (!blob) return;
  const person = main().querySelector("[data-photo-to]");
  if (person) await upload(blob, person);
  else await keepForLater(blob);
}

async function keepForLater(blob) {
  held = blob;
  const canvas = main().querySelector("canvas.held");
  if (!canvas) return;
  canvas.getContext("2d").drawImage(await createImageBitmap(blob), 0, 0, canvas.width, canvas.height);
  canvas.hidden = false;
}

function uploadHeld(place) {
  const person = place.querySelector("[data-photo-to]");
  if (!held || !person) return;
  const blob = held;
  held = null;
  upload(blob, person);
}

/** Only the person's card is shown anew: a form that is half filled in stays as it is. */
function upload(blob, person) {
  return ask(person.dataset.photoTo, { method: "POST", body: blob, type: "image/jpeg", only: "person" });
}

// --- documents of a request

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.dataset.paper) sendPaper(field);
  if (field.dataset.atOnce !== undefined) arrangeResult();
  if (field.dataset.asks) ask(`${field.dataset.asks}?service=${encodeURIComponent(field.value)}`, { latest: true, only: "questions" });
  const form = field.closest("[data-conditions]");
  if (form) arrange(form);
});

/** The file goes as it is; the server looks what it really is and says so when it refuses. */
async function sendPaper(field) {
  const [file] = field.files;
  if (!file) return;
  const original = field.closest("li").querySelector("[data-original]")?.checked ? "1" : "0";
  const type = TAKEN.includes(file.type) ? file.type : "application/pdf";
  await ask(`${field.dataset.paper}&original=${original}&name=${encodeURIComponent(file.name)}`, { method: "POST", body: file, type, latest: true });
}

/** What was done is asked for services that are done on the spot. */
function arrangeResult() {
  const choice = main().querySelector("[data-at-once]");
  const result = main().querySelector("[data-result]");
  if (choice && result) result.hidden = choice.selectedOptions[0]?.dataset.done === undefined;
}

// --- entry or exit

const mode = by("mode");
function setMode(out) {
  command.elements.mode.value = out ? "out" : "in";
  mode.setAttribute("aria-pressed", String(out));
  mode.querySelector("[data-in]").hidden = out;
  mode.querySelector("[data-out]").hidden = !out;
  sessionStorage.setItem("miz.mode", out ? "out" : "in");
}
mode.addEventListener("click", () => { setMode(command.elements.mode.value === "in"); typed.focus(); });
setMode(sessionStorage.getItem("miz.mode") === "out");

// --- keys

const KEYS = {
  F2: takePhoto,
  F3: () => main().querySelector("[data-key=F3]")?.click(),
  F4: () => main().querySelector("[data-key=F4]")?.click(),
  F6: () => mode.click(),
  F7: () => main().querySelector("[data-key=F7]")?.click(),
  F8: () => main().querySelector("[data-key=F8]")?.click(),
  F9: () => main().querySelector("[data-key=F9]")?.click(),
  Escape: () => { const back = main().querySelector("[data-back]"); if (back) back.click(); else next(); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const box = document.querySelector("dialog[open]");
  if (box) return inBox(event, box);
  if (KEYS[event.code]) {
    event.preventDefault();
    if (!event.repeat) KEYS[event.code]();
  } else if (event.key === "?" && (document.activeElement !== typed || !typed.value)) {
    event.preventDefault();
    open("/help", "_blank", "noopener");
  } else if (event.code === "Enter" || event.code === "NumpadEnter") {
    onEnter(event);
  } else if (event.code === "ArrowDown" || event.code === "ArrowUp") {
    walk(event);
  } else if (event.key.length === 1 && document.activeElement === document.body) {
    typed.focus();
  }
});

/** Inside a dialog: digits choose a reason; a scan cannot be lost, the field gets it afterwards. */
function inBox(event, box) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  const choice = digit && box.querySelector(`[data-digit="${digit[1]}"]`);
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.focus();
}

function onEnter(event) {
  const here = document.activeElement;
  if (here === typed && typed.value.trim()) return; // a scan always wins
  if (performance.now() - swappedAt < CALM) return event.preventDefault();
  if (here === document.body || here === main()) return press();
  if (scannedInto(here)) {
    event.preventDefault();
    typed.value = here.value;
    here.value = "";
    lookUp();
  }
}

/** A slip or card scanned while another field had the cursor: only its length tells, no clock. */
function scannedInto(field) {
  return field !== typed && field.matches?.("input:not([type=hidden])") && /^[\d۰-۹]{16,}$/.test(field.value.trim());
}

function walk(event) {
  const all = [...main().querySelectorAll(".candidate")];
  if (!all.length) return;
  event.preventDefault();
  const at = all.indexOf(document.activeElement) + (event.code === "ArrowDown" ? 1 : -1);
  all[(at + all.length) % all.length].focus();
}

for (const combo of main().querySelectorAll("[data-combo]")) attach(combo);
focusFirst(main());
