/**
 * What pages do beyond links and forms. Every page works without any of it.
 */
import { awaitParts } from "./awaited.js";
import { awaitPictures } from "./drawn.js";
import { keysOn, listen } from "./keys.js";
import { closeMenus } from "./menus.js";
import { watchForms } from "./typed.js";
import { watchPage } from "./state.js";

/** @type {(look: () => void, pause: number) => void} */
const later = (look, pause) => void window.setTimeout(look, pause);

watchPage(document, window);
watchForms(document, window);
closeMenus(document);
awaitPictures(document, later);
awaitParts(document, later, async () => {
  const answer = await fetch(location.href);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
});
if (keysOn(document)) {
  listen(document, window);
}
