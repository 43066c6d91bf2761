// Allow: two rising tones. Deny: a low double buzz. Wait: one middle tone. The mute is visible.

const TONES = {
  allow: [[660, 0, 0.09, "sine"], [990, 0.1, 0.14, "sine"]],
  deny: [[150, 0, 0.14, "square"], [150, 0.2, 0.2, "square"]],
  wait: [[520, 0, 0.16, "sine"]],
};
const KEPT = "miz.mute";
let context = null;

export const muted = () => localStorage.getItem(KEPT) === "1";

export function play(tone) {
  if (muted() || !TONES[tone]) return;
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  for (const [pitch, from, length, shape] of TONES[tone]) {
    const source = new OscillatorNode(context, { type: shape, frequency: pitch });
    const volume = new GainNode(context, { gain: shape === "square" ? 0.08 : 0.18 });
    source.connect(volume).connect(context.destination);
    source.start(context.currentTime + from);
    source.stop(context.currentTime + from + length);
  }
}

/** Makes a button the visible mute. */
export function muteBy(button) {
  const show = () => {
    button.setAttribute("aria-pressed", String(muted()));
    button.querySelector("[data-on]").hidden = muted();
    button.querySelector("[data-off]").hidden = !muted();
  };
  button.addEventListener("click", () => {
    localStorage.setItem(KEPT, muted() ? "0" : "1");
    show();
  });
  show();
}
