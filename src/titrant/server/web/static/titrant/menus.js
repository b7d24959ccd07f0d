/**
 * A menu or a source that is open closes when one looks elsewhere. Without a script it closes by
 * pressing it again.
 */

/** @param {Document} page */
export function closeMenus(page) {
  /** @returns {HTMLDetailsElement[]} */
  const open = () => [...page.querySelectorAll("details")].filter(closesItself);
  page.addEventListener("click", (event) => {
    for (const one of open()) {
      if (!(event.target instanceof Node && one.contains(event.target))) {
        one.open = false;
      }
    }
  });
  page.addEventListener("keydown", (event) => {
    const one = event.key === "Escape" ? open().at(-1) : undefined;
    if (one) {
      one.open = false;
      one.querySelector("summary")?.focus();
    }
  });
}

/** @param {HTMLDetailsElement} one */
function closesItself(one) {
  return one.open && (one.classList.contains("menu") || one.classList.contains("source"));
}
