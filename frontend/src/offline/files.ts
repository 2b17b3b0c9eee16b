/** Give a sealed report as a file: it can go to the network by another way, and only the network opens it. */
import type { Item } from "./store";

const LONGEST_DOWNLOAD_MS = 60_000;

/** Return a button that saves the item as `report.age`. */
export function saveAsFile(item: Item, label: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = label;
  button.addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([item.sealed], { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = "report.age";
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), LONGEST_DOWNLOAD_MS);
  });
  return button;
}
