/**
 * What pages do beyond links and forms. Every page works without any of it.
 */
import { awaitPictures } from "./drawn.js";
import { keysOn, listen } from "./keys.js";
import { closeMenus } from "./menus.js";
import { watchForms } from "./typed.js";
import { watchPage } from "./state.js";

watchPage(document, window);
watchForms(document, window);
closeMenus(document);
awaitPictures(document, (look, pause) => window.setTimeout(look, pause));
if (keysOn(document)) {
  listen(document, window);
}
