// Questions that depend on others: asked when another one has one of its answers, and is asked itself.

function answers(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((one) => (one.type !== "radio" && one.type !== "checkbox") || one.checked)
    .map((one) => one.value);
}

export function arrange(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const among = part.dataset.among.split(",");
    const above = form.querySelector(`#q-${CSS.escape(part.dataset.when)}`);
    part.hidden = Boolean(above?.hidden) || !answers(form, part.dataset.when).some((one) => among.includes(one));
  }
}
