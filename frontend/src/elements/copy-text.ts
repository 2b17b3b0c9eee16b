import { words } from "../lib/words";

/**
 * A button that copies the text of the element named by `for`. It makes the button itself, since without JavaScript
 * there would be nothing to press.
 *
 * @example
 * <copy-text for="receipt" data-text-copy="Copy" data-text-copied="Copied"></copy-text>
 */
export class CopyText extends HTMLElement {
  connectedCallback(): void {
    if (this.querySelector("button") || !navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = words(this, "copy");
    button.addEventListener("click", () => void this.#copy(button));
    this.append(button);
  }

  async #copy(button: HTMLButtonElement): Promise<void> {
    const source = document.getElementById(this.getAttribute("for") ?? "");
    await navigator.clipboard.writeText(source?.textContent?.trim() ?? "");
    button.textContent = words(this, "copied");
    button.setAttribute("aria-live", "polite");
    window.setTimeout(() => (button.textContent = words(this, "copy")), 3000);
  }
}

customElements.define("copy-text", CopyText);
