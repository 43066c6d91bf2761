// The inbox by keys: up and down choose, Enter opens; on a request F2 finishes the next step.
const rows = () => [...document.querySelectorAll("[data-walk] a")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const typing = document.activeElement?.matches("input, textarea, select");
  if (event.code === "F2") return press(event, "[data-key=F2]");
  if (event.code === "F4") return reach(event, "#a-text");
  if (typing) return;
  if (event.code === "Escape") return press(event, "[data-key=Escape]");
  if (event.code === "ArrowDown" || event.code === "ArrowUp") walk(event);
});

function press(event, what) {
  const found = document.querySelector(what);
  if (!found) return;
  event.preventDefault();
  if (!event.repeat) found.click();
}

function reach(event, what) {
  const found = document.querySelector(what);
  if (!found) return;
  event.preventDefault();
  found.focus();
}

function walk(event) {
  const all = rows();
  if (!all.length) return;
  event.preventDefault();
  const at = all.indexOf(document.activeElement) + (event.code === "ArrowDown" ? 1 : -1);
  all[(at + all.length) % all.length].focus();
}

(document.querySelector("[aria-invalid=true]") ?? rows()[0])?.focus();
