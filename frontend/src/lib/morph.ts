/** Make what stands on the page like a newer fragment, without disturbing whoever is working in it. */
import { Idiomorph } from "idiomorph";

/** Elements that own their inside: they hear of news by attribute or event, and are never rebuilt. */
const OWN_INSIDE = new Set(["AMPARO-MAP", "LIVE-REGION"]);

/**
 * Replace the children of `root` by the fragment's, keeping the nodes that stay.
 *
 * Kept: focus and selection, text typed into any field, what was ticked, details that were opened, scroll positions.
 */
export function morphChildren(root: Element, fragment: DocumentFragment): void {
  const scrolled = [...root.querySelectorAll("[data-scroll], .board__queue")].map((each) => [each, each.scrollTop] as const);
  void Idiomorph.morph(root, [...fragment.childNodes], {
    morphStyle: "innerHTML",
    restoreFocus: true,
    callbacks: {
      beforeNodeMorphed: (old) => !ownsItsInside(old) && !isTouched(old),
      beforeAttributeUpdated: (name, element) => !(name === "open" && element instanceof HTMLDetailsElement),
    },
  });
  for (const [element, top] of scrolled) element.scrollTop = top;
}

function ownsItsInside(node: Node): boolean {
  return OWN_INSIDE.has(node.nodeName);
}

/** Whether a person has changed this control since the page gave it. */
function isTouched(node: Node): boolean {
  if (node instanceof HTMLTextAreaElement) return node.value !== node.defaultValue;
  if (node instanceof HTMLSelectElement) return [...node.options].some((each) => each.selected !== each.defaultSelected);
  if (!(node instanceof HTMLInputElement) || node.type === "hidden") return false;
  if (node.type === "checkbox" || node.type === "radio") return node.checked !== node.defaultChecked;
  return node.value !== node.defaultValue;
}
