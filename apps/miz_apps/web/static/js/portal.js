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

// Several files go one by one, for together they may be more than the server takes at once.
async function sendApart(form, button, files) {
  for (const file of files.slice(0, -1)) {
    const body = new FormData();
    body.append("csrf", form.elements.csrf.value);
    body.append(file.name, file.files[0]);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect") file.value = ""; // what was refused goes with the last one
  }
  form.removeAttribute("aria-busy");
  form.dataset.files = "apart";
  form.requestSubmit(button);
}

for (const form of document.querySelectorAll("[data-files]")) {
  form.addEventListener("submit", (event) => {
    const files = [...form.querySelectorAll("[type=file]")].filter((one) => one.files.length);
    if (files.length < 2 || form.dataset.files === "apart") return;
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.files === "going") return;
    form.dataset.files = "going";
    form.setAttribute("aria-busy", "true");
    sendApart(form, event.submitter, files);
  });
  addEventListener("pageshow", () => { form.dataset.files = ""; });
}

// The first thing that is wrong gets the keyboard.
document.querySelector("[aria-invalid=true]")?.focus();
