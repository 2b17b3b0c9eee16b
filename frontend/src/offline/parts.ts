/** Small parts that elements put together. Text only: nothing is parsed. */

/** A paragraph of plain text. */
export function paragraph(text: string, className = ""): HTMLParagraphElement {
  const made = document.createElement("p");
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** A button that acts in the page. */
export function button(text: string, className: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

/** A stored day in the words of the page's language. */
export function day(stored: string): string {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long" });
  return format.format(new Date(`${stored}T00:00:00`));
}
