/** Press by its key what stands on the page: every key has something visible that does the same. */
import { chooseHere } from "./picks";

/**
 * Press what carries `data-key` with these keys. What is for chosen items (`data-of="picks"`) goes first where some
 * are chosen or one has the focus.
 *
 * @returns whether there was something to press
 */
export function press(keys: string): boolean {
  if (keys === "") return false;
  const found = [...document.querySelectorAll<HTMLElement>("[data-key]")].filter(
    (each) => each.getAttribute("data-key") === keys && isUsable(each),
  );
  const forPicks = found.find((each) => isForPicks(each));
  const alone = found.find((each) => !isForPicks(each));
  const wanted = forPicks && chooseHere() ? forPicks : alone;
  if (!wanted) return false;
  act(wanted);
  return true;
}

function isForPicks(element: HTMLElement): boolean {
  return element.getAttribute("data-of") === "picks";
}

function isUsable(element: HTMLElement): boolean {
  return !element.hasAttribute("disabled") && element.closest("[hidden]") === null;
}

function act(element: HTMLElement): void {
  if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) {
    element.closest("details")?.setAttribute("open", "");
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
    return;
  }
  element.click();
  const target = element.getAttribute("href") ?? "";
  if (target.startsWith("#")) {
    const fields = "input:not([type=hidden]), select, textarea, button";
    document.getElementById(target.slice(1))?.querySelector<HTMLElement>(fields)?.focus();
  }
}
