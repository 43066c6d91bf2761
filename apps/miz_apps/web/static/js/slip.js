// The slip goes to the printer as soon as its picture is there; the stylesheet prints it alone.

/** Prints the slip in a part of the page, once. */
export async function printSlip(place) {
  const picture = place.querySelector("img[data-print]");
  if (!picture) return;
  delete picture.dataset.print;
  try {
    await picture.decode();
  } catch {
    return; // no picture, nothing to print: the verdict stays and F9 tries again
  }
  window.print();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print-again]")) window.print();
});
if (document.body.classList.contains("slip-page")) printSlip(document);
