// The portal: questions that depend on others, and printing. Everything works without it.

function answers(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((one) => (one.type !== "radio" && one.type !== "checkbox") || one.checked)
    .map((one) => one.value);
}

// A question is asked when another one has one of its answers, and that one is asked itself.
function arrange(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const among = part.dataset.among.split(",");
    const above = form.querySelector(`#q-${CSS.escape(part.dataset.when)}`);
    part.hidden = Boolean(above?.hidden) || !answers(form, part.dataset.when).some((one) => among.includes(one));
  }
}

for (const form of document.querySelectorAll("[data-conditions]")) {
  form.addEventListener("change", () => arrange(form));
  arrange(form);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print-page]")) print();
});

// The first thing that is wrong gets the keyboard.
document.querySelector("[aria-invalid=true]")?.focus();
