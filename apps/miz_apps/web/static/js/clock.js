// The clock follows the server's time and the site's zone, whatever the desk's computer believes.

export function run(place = document.querySelector("[data-clock]")) {
  if (!place) return;
  const ahead = Date.parse(place.dataset.clock) - Date.now();
  const time = place.querySelector("[data-time]");
  const lang = document.documentElement.lang;
  const shape = new Intl.DateTimeFormat(lang === "fa" ? "fa-IR-u-nu-arabext" : "en-GB", {
    timeZone: place.dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    ...(time.dataset.seconds === undefined ? {} : { second: "2-digit" }),
  });
  const show = () => {
    const text = shape.format(Date.now() + ahead);
    if (time.textContent !== text) time.textContent = text;
  };
  show();
  setInterval(show, 1000);
}
