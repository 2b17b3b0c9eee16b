/** The few nodes that the widget makes: text is only ever text. */
import { webAddress } from "./feed";

export function make(name: string, text: string, part: string): HTMLElement {
  const node = document.createElement(name);
  node.textContent = text;
  node.className = part;
  return node;
}

export function link(text: string, address: string): HTMLElement {
  const node = make("a", text, "link");
  const href = webAddress(address);
  if (href) Object.assign(node, { href, target: "_top", rel: "noopener noreferrer" });
  return node;
}
