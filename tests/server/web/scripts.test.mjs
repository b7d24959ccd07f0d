// What the pages' scripts decide, without a browser. `test_scripts.py` runs this with node.
import assert from "node:assert/strict";
import { test } from "node:test";

import { awaitParts, lookAgain } from "./awaited.js";
import { LOOKS, again, awaitPictures } from "./drawn.js";
import { followParts } from "./goes_on.js";
import { keysOn, meant } from "./keys.js";
import { followTyping } from "./ladder.js";
import { FRESH_FOR, WORDS, isStale, say } from "./state.js";
import { typedIn } from "./typed.js";

const press = (key, more = {}) => ({ key, typing: false, held: false, at: 1000, ...more });

test("one key searches, one lists the keys, others do nothing", () => {
  assert.deepEqual(meant(press("/"), null), { does: "search" });
  assert.deepEqual(meant(press("?"), null), { does: "keys" });
  assert.deepEqual(meant(press("g"), null), { does: "wait" });
  for (const key of ["p", "Enter", "Tab", "Escape", "F5", "1"]) {
    assert.deepEqual(meant(press(key), null), { does: "nothing" }, key);
  }
});

test("g and a letter go to a place, together and not later", () => {
  assert.deepEqual(meant(press("p", { at: 2000 }), 1000), { does: "go", to: "p" });
  assert.deepEqual(meant(press("p", { at: 2501 }), 1000), { does: "nothing" });
  assert.deepEqual(meant(press("g", { at: 1100 }), 1000), { does: "go", to: "g" });
});

test("only a letter is a place: nothing typed gets into a selector", () => {
  for (const key of ['"', "Shift", "P", "é", "\\"]) {
    assert.deepEqual(meant(press(key), 1000), { does: "nothing" }, key);
  }
});

test("who is typing types, and leaves the field with Escape", () => {
  for (const key of ["/", "?", "g", "p"]) {
    assert.deepEqual(meant(press(key, { typing: true }), 900), { does: "nothing" }, key);
  }
  assert.deepEqual(meant(press("Escape", { typing: true }), null), { does: "leave" });
});

test("the browser's own keys stay the browser's", () => {
  for (const key of ["/", "?", "g", "p"]) {
    assert.deepEqual(meant(press(key, { held: true }), 900), { does: "nothing" }, key);
  }
});

test("keys can be switched off", () => {
  assert.equal(keysOn({ body: { dataset: {} } }), true);
  assert.equal(keysOn({ body: { dataset: { keys: "off" } } }), false);
});

test("a page is stale after ten minutes, not at ten", () => {
  const ten = FRESH_FOR * 60_000;
  assert.equal(isStale(0, ten), false);
  assert.equal(isStale(0, ten + 1), true);
  assert.equal(isStale(0, -5), false); // a clock that was set back
});

test("the state line says its word, or what there is to say", () => {
  const line = { dataset: {}, textContent: "" };
  const page = { getElementById: (id) => (id === "state" ? line : null) };
  say(page, "failed");
  assert.deepEqual([line.dataset.state, line.textContent], ["failed", WORDS.failed]);
  say(page, "saved", "Saved · 14:05");
  assert.equal(line.textContent, "Saved · 14:05");
  say({ getElementById: () => null }, "failed"); // a page without the line
});

test("what was typed counts, our own hidden fields and the order of nothing else do not", () => {
  const was = typedIn([["csrfmiddlewaretoken", "a"], ["key", "b"], ["kg", ""]]);
  assert.equal(was, typedIn([["csrfmiddlewaretoken", "x"], ["key", "y"], ["kg", ""]]));
  assert.notEqual(was, typedIn([["kg", "7"]]));
  assert.notEqual(typedIn([["scan", { name: "" }]]), typedIn([["scan", { name: "a.pdf" }]]));
  assert.equal(typedIn([["scan", null]]), typedIn([["scan", ""]]));
});

test("a picture that waits is asked for a few times more, at an address of its own each time", () => {
  const image = { src: "/p.svg?on=dark" };
  const source = { srcset: "/n.svg?on=dark" };
  const picture = { querySelectorAll: () => [source], querySelector: () => image };
  const asked = [];
  const found = (chosen) => (chosen === "picture[data-waits]" ? [picture] : []);
  const pauses = [];
  awaitPictures({ querySelectorAll: found }, (look, pause) => {
    pauses.push(pause);
    look();
    asked.push(image.src, source.srcset);
  });
  assert.deepEqual(pauses, LOOKS);
  assert.equal(new Set(asked).size, 2 * LOOKS.length);
  assert.equal(image.src, "/p.svg?on=dark&again=1"); // not one after the other
  assert.equal(again("/p.svg?on=dim", 0), "/p.svg?on=dim&again=0");
  picture.querySelector = () => null;
  awaitPictures({ querySelectorAll: found }, (look) => look()); // a picture without an image
});

const part = (waits, ...childNodes) => ({
  id: "levels",
  childNodes,
  waits,
  hasAttribute: () => waits,
  toggleAttribute(_, on) {
    this.hasAttribute = () => on;
  },
  replaceChildren(...nodes) {
    this.childNodes = nodes;
  },
});

test("a part that waits is looked at again until it came, and never after", async () => {
  const shown = followed(true, "waits");
  const answers = [part(true, "still waits"), part(false, "here it is"), part(false, "not this")];
  let asked = 0;
  const load = async () => ({ getElementById: () => answers[asked++] });
  await lookAgain(shown, load);
  assert.deepEqual(shown.childNodes, ["still waits"]);
  await lookAgain(shown, load);
  assert.deepEqual(shown.childNodes, ["here it is"]);
  await lookAgain(shown, load);
  assert.deepEqual([shown.childNodes, asked], [["here it is"], 2]);
});

test("a part stays as it is where no answer comes, or another page does", async () => {
  const shown = followed(true, "waits");
  await lookAgain(shown, async () => Promise.reject(new TypeError("no network")));
  await lookAgain(shown, async () => ({ getElementById: () => null })); // signed out meanwhile
  assert.deepEqual([shown.childNodes, shown.hasAttribute()], [["waits"], true]);
});

test("each part that waits is looked at after each of the pauses", () => {
  const pauses = [];
  const found = (which) => (which === "[data-awaits]" ? [part(false)] : []);
  awaitParts({ querySelectorAll: found }, (look, pause) => pauses.push(pause) && look(), null);
  assert.deepEqual(pauses, LOOKS);
});

/** A part of a page as far as following it asks: what it holds, and whether it goes on. */
const followed = (address, says) => ({
  id: "rerun",
  address,
  childNodes: [says],
  getAttribute: function () { return this.address; },
  hasAttribute: function () { return this.address !== null; },
  toggleAttribute: function (_, on) { if (!on) this.address = null; },
  setAttribute: function (_, value) { this.address = value; },
  replaceChildren: function (...fresh) { this.childNodes = fresh; },
});

test("a part that goes on is asked for until it is over", async () => {
  const shown = followed("/courses/progress/", "3 of 8");
  const answers = [followed("/courses/progress/", "6 of 8"), null, followed(null, "8 of 8")];
  const asked = [];
  const waits = [];
  const load = async (address) => {
    asked.push(address);
    const fresh = answers.shift();
    if (!fresh) throw new Error("no answer");
    return { getElementById: () => fresh };
  };
  followParts({ querySelectorAll: () => [shown] }, (look) => waits.push(look), load);
  while (waits.length) {
    waits.shift()();
    await new Promise((done) => setTimeout(done, 0));
  }
  assert.deepEqual(asked, Array(3).fill("/courses/progress/"));
  assert.deepEqual(shown.childNodes, ["8 of 8"]);
  assert.equal(shown.address, null);
});

test("a ladder is asked for once, after the last of several keys", () => {
  let typed = () => {};
  const form = { addEventListener: (_, listen) => { typed = listen; }, dataset: {} };
  const waiting = new Map();
  const browser = {
    setTimeout: (look) => { waiting.set(waiting.size + 1, look); return waiting.size; },
    clearTimeout: (number) => waiting.set(number, null),
  };
  followTyping({ querySelectorAll: () => [form] }, browser);
  typed();
  typed();
  typed();
  assert.equal([...waiting.values()].filter(Boolean).length, 1);
});
