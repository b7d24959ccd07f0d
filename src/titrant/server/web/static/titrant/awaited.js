/**
 * A part of a page that is still being worked out is looked at again: a few times, ever later.
 * Without a script it says to load the page again.
 */
import { LOOKS } from "./drawn.js";

/**
 * Look again for each part that waits, after each of the pauses.
 * @param {Document} page
 * @param {(look: () => void, pause: number) => void} later
 * @param {() => Promise<Document>} load
 */
export function awaitParts(page, later, load) {
  for (const part of page.querySelectorAll("[data-awaits]")) {
    for (const pause of LOOKS) {
      later(() => void lookAgain(part, load), pause);
    }
  }
}

/**
 * Put what the part holds by now in place of what it held; where no answer comes, all stays.
 * @param {Element} part
 * @param {() => Promise<Document>} load
 */
export async function lookAgain(part, load) {
  if (!part.hasAttribute("data-awaits")) {
    return;
  }
  const found = await load().catch(() => null);
  const fresh = found?.getElementById(part.id);
  if (fresh) {
    part.toggleAttribute("data-awaits", fresh.hasAttribute("data-awaits"));
    part.replaceChildren(...fresh.childNodes);
  }
}
