// A keyboard-wedge scanner under a Persian layout types other letters than it read. So the field
// keeps two texts: what was typed, and what the keys mean on a US layout. The server takes
// whichever parses; nothing here looks at the clock.

const MARKS = {
  Minus: "-", Equal: "=", Period: ".", Slash: "/", Semicolon: ";", Comma: ",", Space: " ",
  NumpadSubtract: "-", NumpadDecimal: ".", NumpadDivide: "/", NumpadAdd: "+",
};

/** What a key means on a US layout, or "" for a key that writes nothing. */
export function meaning({ code, shiftKey }) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code);
  if (digit) return digit[1];
  const letter = /^Key([A-Z])$/.exec(code);
  if (letter) return shiftKey ? letter[1] : letter[1].toLowerCase();
  return MARKS[code] ?? "";
}

/** Follows a field; the returned object tells the keyed text and forgets it on demand. */
export function follow(field) {
  let keys = [];
  let known = true; // false once something changed the text that was no key at its end
  const forget = () => { keys = []; known = true; };
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (field.value === "") forget();
    const atEnd = field.selectionStart === field.value.length && field.selectionEnd === field.value.length;
    if (event.code === "Backspace" && atEnd) keys.pop();
    else if (event.code === "Backspace" || event.code === "Delete") known = false;
    else {
      const text = meaning(event);
      if (!text) return;
      if (atEnd) keys.push(text);
      else if (field.selectionStart === 0 && field.selectionEnd === field.value.length) keys = [text];
      else known = false;
    }
  });
  field.addEventListener("paste", () => { known = false; });
  field.addEventListener("drop", () => { known = false; });
  return { text: () => (known ? keys.join("") : ""), forget };
}
