/**
 * Keys that are quicker: `/` searches, `?` lists the keys, `g` and a letter goes to a place.
 */

/** Milliseconds in which the letter follows the `g`. */
export const TOGETHER = 1500;

/**
 * @typedef {{ key: string, typing: boolean, held: boolean, at: number }} Press
 * A key that went down: whether somebody is typing, whether Ctrl, Alt or Meta is held, and when.
 *
 * @typedef {{ does: "nothing" | "wait" | "search" | "keys" | "leave" } | { does: "go", to: string }} Meant
 */

/**
 * Return what a key means after the `g` of an earlier moment, if there was one.
 * @param {Press} press
 * @param {number | null} g
 * @returns {Meant}
 */
export function meant(press, g) {
  if (press.held) {
    return { does: "nothing" };
  }
  if (press.typing) {
    return { does: press.key === "Escape" ? "leave" : "nothing" };
  }
  if (g !== null && press.at - g <= TOGETHER && /^[a-z]$/.test(press.key)) {
    return { does: "go", to: press.key };
  }
  switch (press.key) {
    case "g":
      return { does: "wait" };
    case "/":
      return { does: "search" };
    case "?":
      return { does: "keys" };
    default:
      return { does: "nothing" };
  }
}

/**
 * Return whether this browser wants single keys: somebody may have switched them off.
 * @param {Document} page
 */
export function keysOn(page) {
  return page.body.dataset.keys !== "off";
}

/**
 * @param {Document} page
 * @param {Window} view
 */
export function listen(page, view) {
  /** @type {number | null} */
  let g = null;
  page.addEventListener("keydown", (event) => {
    const what = meant(
      {
        key: event.key,
        typing: isTyping(event.target),
        held: event.ctrlKey || event.altKey || event.metaKey,
        at: event.timeStamp,
      },
      g,
    );
    g = what.does === "wait" ? event.timeStamp : null;
    switch (what.does) {
      case "search":
        if (focusOn(page, 'input[type="search"]')) {
          event.preventDefault();
        }
        break;
      case "keys":
        view.location.assign("/keys");
        break;
      case "leave":
        if (page.activeElement instanceof HTMLElement) {
          page.activeElement.blur();
        }
        break;
      case "go": {
        const link = page.querySelector(`.places a[data-key="${what.to}"]`);
        if (link instanceof HTMLAnchorElement) {
          link.click();
        }
        break;
      }
      default:
    }
  });
}

/**
 * @param {Document} page
 * @param {string} selector
 */
function focusOn(page, selector) {
  const found = page.querySelector(selector);
  if (found instanceof HTMLElement) {
    found.focus();
    return true;
  }
  return false;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    target.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])")
  );
}
