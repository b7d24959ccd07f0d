/**
 * What was typed and not sent is not lost by a slip: the state line says so, and leaving asks.
 */
import { say } from "./state.js";

/**
 * Return what a form holds, as one word to compare: the fields a person fills, not our hidden ones.
 * @param {Iterable<[string, unknown]>} fields
 */
export function typedIn(fields) {
  const own = new Set(["csrfmiddlewaretoken", "key"]);
  return JSON.stringify(
    [...fields]
      .filter(([name]) => !own.has(name))
      .map(([name, value]) => [name, typeof value === "string" ? value : nameOf(value)]),
  );
}

/** @param {unknown} file */
function nameOf(file) {
  return file && typeof file === "object" && "name" in file ? file.name : "";
}

/**
 * Watch every form that writes something.
 * @param {Document} page
 * @param {Window} view
 */
export function watchForms(page, view) {
  /** @type {Map<HTMLFormElement, string>} */
  const before = new Map();
  let leaving = false;
  const unsent = () => [...before].some(([form, was]) => typedIn(new FormData(form)) !== was);
  for (const form of page.querySelectorAll("form")) {
    // Not form.method: a field of that name would answer in its place.
    if (form.getAttribute("method") === "post" && !form.closest(".who")) {
      before.set(form, typedIn(new FormData(form)));
    }
  }
  const asOf = page.getElementById("state")?.textContent ?? "";
  page.addEventListener("input", () => {
    if (unsent()) {
      say(page, "unsent");
    } else if (before.size > 0) {
      say(page, "read", asOf);
    }
  });
  page.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && before.has(event.target)) {
      leaving = true;
      say(page, "loading", "Sending …");
    }
  });
  view.addEventListener("pageshow", () => {
    leaving = false;
  });
  view.addEventListener("beforeunload", (event) => {
    if (!leaving && unsent()) {
      event.preventDefault();
    }
  });
}
