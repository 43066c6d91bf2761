// Fragments over the wire: every element of an answer replaces its namesake on the page.

const csrf = () => document.querySelector("meta[name=csrf]").content;
const FOCUSABLE = "a[href], button, input, select, summary";
let turn = 0;

/** Puts the elements of an HTML text in the place of those with the same id; returns the ids.
    With `only` it is that part alone, where the text has it: what is typed around it stays. */
export function swap(html, only = "") {
  const incoming = new DOMParser().parseFromString(html, "text/html").body;
  const part = only && incoming.querySelector(`#${only}`);
  const ids = [];
  for (const element of part ? [part] : [...incoming.children]) {
    const old = element.id && document.getElementById(element.id);
    if (!old) continue;
    const held = old.contains(document.activeElement) ? traits(document.activeElement) : "";
    old.replaceWith(document.adoptNode(element));
    if (held) [...element.querySelectorAll(FOCUSABLE)].find((one) => traits(one) === held)?.focus();
    ids.push(element.id);
  }
  document.dispatchEvent(new CustomEvent("miz:swapped", { detail: ids }));
  return ids;
}

/** By what an element is known again after a swap, so that the keyboard stays where it was. */
function traits(element) {
  const names = ["id", "name", "value", "href", "data-get", "data-key"].map((name) => element.getAttribute(name));
  return [element.tagName, ...names, element.form?.getAttribute("action")].join("|");
}

/** Asks for a fragment and swaps it in. A later request of the same lane makes this one void;
    one that yields is void as soon as anything else was asked. */
export async function ask(url, { method = "GET", body = null, type = null, latest = false, yields = false, only = "" } = {}) {
  const mine = latest ? ++turn : turn;
  const headers = { "X-Miz-Fragment": "1", Accept: "text/html" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf();
  if (type) headers["Content-Type"] = type;
  let answer;
  try {
    answer = await fetch(url, { method, body, headers, credentials: "same-origin" });
  } catch {
    return complain("offline");
  }
  if (answer.status === 401) {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    return [];
  }
  const html = await answer.text();
  if ((latest || yields) && mine !== turn) return [];
  if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return complain("broken");
  complain("");
  return swap(html, only);
}

/** Posts a form as the browser would, with the button that sent it. */
export function send(form, button = null, options = {}) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  if (button?.name) fields.append(button.name, button.value);
  const url = button?.getAttribute("formaction") ?? form.getAttribute("action");
  return ask(url, { method: "POST", body: fields, latest: true, ...options });
}

/** The server could not be asked: its words stand ready in the page. */
function complain(what) {
  const place = document.getElementById("trouble");
  if (!place) return [];
  place.textContent = "";
  const words = what && document.querySelector(`template[data-trouble=${what}]`);
  if (words) place.append(words.content.cloneNode(true));
  return [];
}
