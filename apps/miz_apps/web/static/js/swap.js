// Fragments over the wire: every element of an answer replaces its namesake on the page.

const csrf = () => document.querySelector("meta[name=csrf]").content;
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
    old.replaceWith(document.adoptNode(element));
    ids.push(element.id);
  }
  document.dispatchEvent(new CustomEvent("miz:swapped", { detail: ids }));
  return ids;
}

/** Asks for a fragment and swaps it in. A later request of the same lane makes this one void. */
export async function ask(url, { method = "GET", body = null, type = null, latest = false, only = "" } = {}) {
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
  if (latest && mine !== turn) return [];
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
