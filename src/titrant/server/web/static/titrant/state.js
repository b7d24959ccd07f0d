/**
 * The state line: one place on every page that says in words how the page stands.
 */

/** @typedef {"read" | "loading" | "saved" | "unsent" | "stale" | "failed"} State */

/** What each state says where nobody has more to say. @type {Record<State, string>} */
export const WORDS = {
  read: "",
  loading: "Loading …",
  saved: "Saved",
  unsent: "Typed, not yet sent",
  stale: "Stale. Load this page again.",
  failed: "Not sent. What you typed is still here.",
};

/** Minutes after which a page that comes back into sight is called stale. */
export const FRESH_FOR = 10;

/**
 * Say how the page stands.
 * @param {Document} page
 * @param {State} state
 * @param {string} [words]
 */
export function say(page, state, words) {
  const line = page.getElementById("state");
  if (line) {
    line.dataset.state = state;
    line.textContent = words || WORDS[state];
  }
}

/**
 * Return whether a page is stale that was read at one moment and is looked at at another.
 * @param {number} read milliseconds
 * @param {number} seen milliseconds
 */
export function isStale(read, seen) {
  return seen - read > FRESH_FOR * 60_000;
}

/**
 * Say when the page turns stale behind somebody's back, and when the connection goes.
 * @param {Document} page
 * @param {Window} view
 */
export function watchPage(page, view) {
  const read = Date.now();
  const line = page.getElementById("state");
  const at = line?.textContent ?? "";
  const look = () => {
    if (page.visibilityState === "visible" && isStale(read, Date.now())) {
      say(page, "stale", `${at.trim().replace(/^Saved ·/, "As of")}: stale. Load it again.`);
    }
  };
  page.addEventListener("visibilitychange", look);
  view.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      look();
    }
  });
  view.addEventListener("offline", () => say(page, "failed", "No connection. Nothing is sent."));
  view.addEventListener("online", () => say(page, "read", at));
  page.addEventListener("htmx:beforeRequest", () => say(page, "loading"));
  page.addEventListener("htmx:afterOnLoad", () => say(page, "read", at));
  page.addEventListener("htmx:sendError", () => say(page, "failed"));
  page.addEventListener("htmx:responseError", () => say(page, "failed"));
}
