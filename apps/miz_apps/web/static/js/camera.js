// The photo dialog: live picture, take, keep. What comes out is a JPEG of at most 1200 px.

const LONGEST = 1200;
const RATIO = 4 / 5; // the portrait that files and the wall show

export class Camera {
  constructor(dialog) {
    this.dialog = dialog;
    this.video = dialog.querySelector("video");
    this.canvas = dialog.querySelector("canvas");
    const on = (name, deed) => dialog.querySelector(`[data-${name}]`).addEventListener("click", () => deed.call(this));
    on("take", this.take);
    on("again", this.live);
    on("keep", this.keep);
    dialog.querySelector("[data-file]").addEventListener("change", (event) => this.load(event.target));
    dialog.addEventListener("close", () => this.stop());
    dialog.addEventListener("keydown", (event) => this.key(event));
  }

  /** Opens the dialog; resolves with a JPEG blob, or null when it was closed. */
  photo() {
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.dialog.showModal();
      this.start();
    });
  }

  async start() {
    this.live();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 960 } },
      });
      if (!this.dialog.open) return this.stop();
      this.video.srcObject = this.stream;
      this.wrong(false);
    } catch {
      this.wrong(true);
    }
  }

  wrong(yes) {
    this.dialog.querySelector("[data-wrong]").hidden = !yes;
    this.dialog.querySelector("[data-take]").disabled = yes;
  }

  live() { this.show(false); this.dialog.querySelector("[data-take]").focus(); }

  show(taken) {
    this.video.hidden = taken;
    this.canvas.hidden = !taken;
    for (const name of ["keep", "again"]) this.dialog.querySelector(`[data-${name}]`).hidden = !taken;
    this.dialog.querySelector("[data-take]").hidden = taken;
  }

  take() {
    if (!this.video.videoWidth) return;
    this.draw(this.video, this.video.videoWidth, this.video.videoHeight);
  }

  async load(input) {
    const [file] = input.files;
    if (!file) return;
    try {
      const picture = await createImageBitmap(file);
      this.draw(picture, picture.width, picture.height);
    } catch {
      this.wrong(true);
    }
    input.value = "";
  }

  /** The middle of the picture in portrait shape. */
  draw(source, width, height) {
    const cut = Math.min(width, height * RATIO);
    const tall = cut / RATIO;
    const scale = Math.min(1, LONGEST / tall);
    Object.assign(this.canvas, { width: Math.round(cut * scale), height: Math.round(tall * scale) });
    this.canvas.getContext("2d").drawImage(
      source, (width - cut) / 2, (height - tall) / 2, cut, tall, 0, 0, this.canvas.width, this.canvas.height,
    );
    this.show(true);
    this.dialog.querySelector("[data-keep]").focus();
  }

  keep() {
    this.canvas.toBlob((blob) => { this.finish(blob); }, "image/jpeg", 0.9);
  }

  finish(blob) {
    const resolve = this.resolve;
    this.resolve = null;
    this.dialog.close();
    resolve?.(blob);
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.resolve?.(null);
    this.resolve = null;
  }

  key(event) {
    if (event.code === "F2") {
      event.preventDefault();
      event.stopPropagation();
      if (this.canvas.hidden) this.take(); else this.live();
    }
  }
}
