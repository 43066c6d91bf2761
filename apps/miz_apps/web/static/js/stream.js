// Events of the site: EventSource goes on by itself after the last event it saw (Last-Event-ID).
// The server sends `change` (data: JSON with kind) for events and `tick` every few seconds.

const STALE = 15; // seconds without a word after which the screen must not be believed
const TOGETHER = 150; // ms in which several events lead to one refresh

export function listen(url, { onChange, onSilence = () => {} }) {
  let heard = Date.now();
  let waiting = null;
  const source = new EventSource(url);
  const alive = () => { heard = Date.now(); };
  source.addEventListener("open", alive);
  source.addEventListener("tick", alive);
  source.addEventListener("change", (event) => {
    alive();
    clearTimeout(waiting);
    waiting = setTimeout(() => onChange(JSON.parse(event.data || "{}")), TOGETHER);
  });
  setInterval(() => {
    const seconds = Math.round((Date.now() - heard) / 1000);
    onSilence(seconds, seconds >= STALE);
  }, 1000);
  return source;
}
