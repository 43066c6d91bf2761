// Every page: a form is sent once; forms marked data-swap are sent by fetch.
import { send } from "./swap.js";

const PATIENCE = 300; // ms before a waiting button says so

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.swap === undefined) return once(event, form);
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const button = event.submitter;
  const late = setTimeout(() => button?.classList.add("late"), PATIENCE);
  form.closest("dialog")?.close();
  try {
    await send(form, button);
  } finally {
    clearTimeout(late);
    form.removeAttribute("aria-busy");
    button?.classList.remove("late");
  }
});

function once(event, form) {
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  else if (form.method === "post") form.setAttribute("aria-busy", "true");
}

// A file that is chosen is named beside its button.
function named(input) {
  const box = input.closest(".file-box");
  if (!box) return;
  const name = box.querySelector(".file-name");
  box.toggleAttribute("data-chosen", input.files.length > 0);
  name.textContent = [...input.files].map((one) => one.name).join(", ") || name.dataset.none;
}
document.addEventListener("change", (event) => {
  if (event.target.type === "file") named(event.target);
});

// Coming back with the browser's button finds the form usable, and files still chosen.
addEventListener("pageshow", () => {
  for (const input of document.querySelectorAll(".file-box input")) named(input);
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});

// One open menu, closed by Esc or a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.code !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
  event.stopImmediatePropagation();
}, true);

// Links out of the page marked with data-open open a dialog that the server sent with the page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  event.target.closest("[data-close]")?.closest("dialog")?.close();
});
