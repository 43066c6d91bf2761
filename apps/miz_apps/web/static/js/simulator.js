// The simulator: the forms swap themselves; here only sound, and news from elsewhere.
import { play } from "./sound.js";
import { listen } from "./stream.js";
import { ask } from "./swap.js";

const bench = () => document.getElementById("bench");
const typing = () => bench().contains(document.activeElement) && document.activeElement.name === "code";
let own = -Infinity;

document.addEventListener("submit", () => { own = performance.now(); });
document.addEventListener("miz:swapped", () => {
  if (performance.now() - own > 2000) return;
  play(bench().querySelector(".gate.open") ? "allow" : bench().querySelector(".gate.shut") ? "deny" : "");
  bench().querySelector("[data-primary]")?.focus();
});

/** Refreshes what may be held, but never under somebody's hands. */
function refresh() {
  if (typing()) return;
  const picked = bench().querySelector("[name=pass]:checked")?.value ?? "";
  ask(`/simulator/bench?chosen=${encodeURIComponent(picked)}`, { yields: true });
}
listen("/monitor/stream", { onChange: refresh });
