/**
 * A part of a page that tells how far something is: asked for again each second while it goes on.
 * Without a script it says how far it was when the page was loaded.
 */

const PAUSE = 1_000;
const MOST = 600; // looks: whoever leaves a page open all day asks no longer

/**
 * Follow each part that goes on, at the address that it names.
 * @param {Document} page
 * @param {(look: () => void, pause: number) => void} later
 * @param {(address: string) => Promise<Document>} load
 */
export function followParts(page, later, load) {
  for (const part of page.querySelectorAll("[data-goes-on]")) {
    follow(part, later, load, MOST);
  }
}

/**
 * Look at a part again after the pause, and go on as long as it says so.
 * @param {Element} part
 * @param {(look: () => void, pause: number) => void} later
 * @param {(address: string) => Promise<Document>} load
 * @param {number} left
 */
function follow(part, later, load, left) {
  const address = part.getAttribute("data-goes-on");
  if (address && left) {
    later(() => void look(part, address, later, load, left - 1), PAUSE);
  }
}

/**
 * Put what a part says by now in place of what it said; where no answer comes, all stays.
 * @param {Element} part
 * @param {string} address
 * @param {(look: () => void, pause: number) => void} later
 * @param {(address: string) => Promise<Document>} load
 * @param {number} left
 */
async function look(part, address, later, load, left) {
  const found = await load(address).catch(() => null);
  const fresh = found?.getElementById(part.id);
  if (fresh) {
    part.toggleAttribute("data-goes-on", fresh.hasAttribute("data-goes-on"));
    if (fresh.hasAttribute("data-goes-on")) {
      part.setAttribute("data-goes-on", fresh.getAttribute("data-goes-on") ?? "");
    }
    part.replaceChildren(...fresh.childNodes);
  }
  follow(part, later, load, left);
}
