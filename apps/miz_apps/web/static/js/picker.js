// The host field: three letters bring names, ↑↓ choose, Enter takes (ARIA combobox with a list).
import { ask } from "./swap.js";

const FEWEST = 3;
const PAUSE = 120; // ms after the last letter

export function attach(combo) {
  const field = combo.querySelector("[role=combobox]");
  const chosen = combo.querySelector("[name=host]");
  const list = () => combo.querySelector("[role=listbox]");
  const options = () => [...list().querySelectorAll("[data-id]")];
  let waiting = null;

  const open = (yes) => {
    list().hidden = !yes;
    field.setAttribute("aria-expanded", String(yes));
    if (!yes) field.removeAttribute("aria-activedescendant");
  };
  const mark = (option) => {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (!option) return;
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const marked = () => options().find((one) => one.getAttribute("aria-selected") === "true");
  const choose = (option) => {
    chosen.value = option.dataset.id;
    field.value = option.dataset.name;
    open(false);
  };
  const search = async () => {
    await ask(`${combo.dataset.combo}?q=${encodeURIComponent(field.value.trim())}`);
    open(document.activeElement === field);
    mark(options()[0]);
  };

  field.addEventListener("input", () => {
    chosen.value = "";
    clearTimeout(waiting);
    if (field.value.trim().length >= FEWEST) waiting = setTimeout(search, PAUSE);
    else open(false);
  });
  field.addEventListener("blur", () => setTimeout(() => open(false), 150));
  field.addEventListener("keydown", (event) => {
    const shown = options();
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      if (list().hidden) return open(shown.length > 0);
      const step = event.code === "ArrowDown" ? 1 : -1;
      mark(shown[(shown.indexOf(marked()) + step + shown.length) % shown.length]);
    } else if (event.code === "Enter" && !list().hidden && marked()) {
      event.preventDefault();
      event.stopPropagation();
      choose(marked());
    } else if (event.code === "Escape" && !list().hidden) {
      event.stopPropagation();
      open(false);
    }
  });
  combo.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-id]");
    if (!option) return;
    event.preventDefault();
    choose(option);
  });
}
