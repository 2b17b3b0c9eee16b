import { words } from "../lib/words";

/**
 * A button that asks the browser for the same page again: where a form was sent, it sends the form again.
 *
 * @example
 * <retry-page data-text-retry="Try again"></retry-page>
 */
export class RetryPage extends HTMLElement {
  connectedCallback(): void {
    if (this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = words(this, "retry");
    button.addEventListener("click", () => location.reload());
    this.append(button);
  }
}

customElements.define("retry-page", RetryPage);
