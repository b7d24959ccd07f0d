/**
 * A picture that is still being drawn is asked for again: a few times, ever later. Without a script
 * the place of the picture says to load the page again.
 */

/** Milliseconds until each further look. Each look is an entry of the record: there are few. */
export const LOOKS = [3_000, 15_000];

/**
 * Ask again for each picture that waits, after each of the pauses.
 * @param {Document} page
 * @param {(look: () => void, pause: number) => void} later
 */
export function awaitPictures(page, later) {
  for (const picture of page.querySelectorAll("picture[data-waits]")) {
    for (const [number, pause] of LOOKS.entries()) {
      later(() => askAgain(picture, number), pause);
    }
  }
}

/**
 * Load a picture anew, in whichever form the page shows it.
 * @param {Element} picture
 * @param {number} number
 */
function askAgain(picture, number) {
  for (const source of picture.querySelectorAll("source")) {
    source.srcset = again(source.srcset, number);
  }
  const image = picture.querySelector("img");
  if (image) {
    image.src = again(image.src, number);
  }
}

/**
 * Return an address that the browser has not asked for yet.
 * @param {string} address
 * @param {number} number
 */
export function again(address, number) {
  return `${address.replace(/&again=\d+$/, "")}&again=${number}`;
}
