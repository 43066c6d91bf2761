// A kiosk forgets: after a while without a touch it asks, then it clears itself for the next person.

const dialog = document.getElementById("idle");
const { home, quiet, left } = dialog.dataset;
const SECOND = 1000;
const AGAIN = 5; // seconds until a server that did not answer is asked once more
const persian = document.documentElement.lang === "fa";
const number = new Intl.NumberFormat(persian ? "fa-IR" : "en-GB");
const count = dialog.querySelector("[data-count]");
let timer = 0;
let remaining = 0;
let closing = false;

function wait() {
  if (closing) return;
  clearTimeout(timer);
  // At the start nothing is lost, so nobody is asked; and an untouched one need not begin anew.
  if (dialog.dataset.silent !== undefined) {
    if (dialog.dataset.used !== undefined) timer = setTimeout(reset, (Number(quiet) + Number(left)) * SECOND);
    return;
  }
  timer = setTimeout(warn, Number(quiet) * SECOND);
}

function warn() {
  remaining = Number(left);
  tell();
  dialog.showModal();
  timer = setTimeout(tick, SECOND);
}

function tick() {
  remaining -= 1;
  tell();
  if (remaining <= 0) reset();
  else timer = setTimeout(tick, SECOND);
}

const tell = () => { count.textContent = number.format(remaining); };

function stay() {
  dialog.close();
  wait();
}

/** The server closes the case; the page is taken off the screen and out of the way back. */
async function reset() {
  closing = true;
  clearTimeout(timer);
  const token = document.querySelector("meta[name=csrf]").content;
  try {
    await fetch(`${home}/reset`, { method: "POST", body: new URLSearchParams({ csrf: token }), redirect: "manual" });
  } catch {
    // The network is away: nothing personal stays on the screen, and the server is asked again.
    away();
    timer = setTimeout(reset, AGAIN * SECOND);
    return;
  }
  location.replace(home);
}

function away() {
  dialog.close();
  const words = document.querySelector("template[data-trouble=offline]").content.cloneNode(true);
  document.querySelector("main").replaceChildren(words);
}

dialog.querySelector("[data-stay]").addEventListener("click", stay);
dialog.querySelector("[data-leave]").addEventListener("click", reset);
// Esc, and a finger beside the dialog, mean that somebody is there.
dialog.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) stay(); });

for (const kind of ["pointerdown", "keydown", "wheel", "input"]) {
  document.addEventListener(kind, () => { if (!dialog.open) wait(); }, { passive: true });
}

// A page that the browser kept is asked for anew: its case may be closed by now.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// A long touch would offer to open, to save and to print.
document.addEventListener("contextmenu", (event) => event.preventDefault());

wait();
