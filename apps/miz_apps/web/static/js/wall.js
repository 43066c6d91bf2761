// The monitor: refreshes lanes and faces when something happened, and says how old it is.
import { run } from "./clock.js";
import { listen } from "./stream.js";
import { ask } from "./swap.js";

run();
const tag = document.getElementById("stale");
const digits = (number) => number.toLocaleString(document.documentElement.lang === "fa" ? "fa-IR" : "en");
const refresh = () => Promise.all([ask("/monitor/lanes"), ask("/monitor/inside")]);

listen(`${tag.dataset.stream}?after=${tag.dataset.last}`, {
  onChange: refresh,
  onSilence(seconds, stale) {
    tag.querySelector("span").textContent = tag.dataset.words.replace("{}", digits(seconds));
    tag.toggleAttribute("data-late", stale);
  },
});
setInterval(refresh, 60000); // times run out without an event
