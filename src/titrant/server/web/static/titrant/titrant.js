/**
 * What pages do beyond links and forms. Every page works without any of it.
 */
import { awaitParts } from "./awaited.js";
import { awaitPictures } from "./drawn.js";
import { followParts } from "./goes_on.js";
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
/** @type {(address: string) => Promise<Document>} */
const load = async (address) => {
  const answer = await fetch(address);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};
awaitParts(document, later, () => load(location.href));
followParts(document, later, load);
if (keysOn(document)) {
  listen(document, window);
}
