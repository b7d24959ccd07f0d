/**
 * The ladder of an order fills while it is typed. Without a script there is a button for it.
 */

const PAUSE = 600; // milliseconds after the last key: each look is an entry of the record

/**
 * Send what is typed so far after each pause, and put the ladder that comes back in its place.
 * @param {Document} page
 * @param {Window} browser
 */
export function followTyping(page, browser) {
  for (const form of page.querySelectorAll("form[data-ladder]")) {
    let waiting = 0;
    form.addEventListener("input", () => {
      browser.clearTimeout(waiting);
      waiting = browser.setTimeout(() => {
        void climb(/** @type {HTMLFormElement} */ (form), page, browser);
      }, PAUSE);
    });
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {Document} page
 * @param {Window} browser
 */
async function climb(form, page, browser) {
  const place = page.getElementById("ladder");
  const answer = await browser
    .fetch(form.dataset.ladder ?? "", { method: "POST", body: new FormData(form) })
    .catch(() => null);
  if (place && answer?.ok) {
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...found.body.childNodes);
  }
}

if (typeof window !== "undefined") {
  followTyping(document, window);
}
