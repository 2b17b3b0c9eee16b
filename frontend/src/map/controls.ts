/** What is laid over a map for choosing on it: buttons in a row, and the cross at its middle. */
const SVG = "http://www.w3.org/2000/svg";

export function rowOf(...buttons: readonly HTMLElement[]): HTMLElement {
  const row = document.createElement("div");
  row.className = "cluster map__choose";
  row.append(...buttons);
  return row;
}

export function button(text: string): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button button--small";
  element.textContent = text;
  return element;
}

export function cross(): SVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "map__cross");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M12 1v8M12 15v8M1 12h8M15 12h8");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "2");
  drawing.append(path);
  return drawing;
}
