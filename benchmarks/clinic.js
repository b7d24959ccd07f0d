// Fifty people of a clinic walk through its pages, with three seconds between two, for k6.
// What they know (sessions, patients) comes from the file CLINIC; the figures go to the file OUT.

import exec from "k6/execution";
import http from "k6/http";
import { sleep } from "k6";
import { Counter, Trend } from "k6/metrics";

const clinic = JSON.parse(open(__ENV.CLINIC));
const THINK = Number(__ENV.THINK || 3); // seconds, on average
const PEOPLE = Number(__ENV.PEOPLE || 50);
const SECTIONS = ["sessions", "weights", "vitals", "medications", "results", "conditions"];

export const options = {
  scenarios: {
    clinic: {
      executor: "ramping-vus",
      startVUs: 0,
      stages: [
        { duration: __ENV.RAMP || "20s", target: PEOPLE },
        { duration: __ENV.HOLD || "60s", target: PEOPLE },
      ],
      gracefulStop: "0s",
      gracefulRampDown: "0s",
    },
  },
  noCookiesReset: true,
  systemTags: ["status"],
  summaryTrendStats: ["count", "med", "p(95)", "max"],
};

const taken = {
  list: new Trend("list", true),
  search: new Trend("search", true),
  patient: new Trend("patient", true),
  intake: new Trend("intake", true),
  record: new Trend("record", true),
  write: new Trend("write", true),
  screening: new Trend("screening", true),
  course: new Trend("course", true),
  order: new Trend("order", true),
  ladder: new Trend("ladder", true),
};
const wrong = new Counter("wrong");
const lost = new Counter("lost");

const one = (things) => things[Math.floor(Math.random() * things.length)];
const headers = { "Accept-Encoding": "gzip" };

// Note how long an answer took, and whether it was the page that was asked for.
function seen(page, answer, milliseconds, holds = "</html>") {
  if (answer.status === 0) {
    lost.add(1); // the time was over while it was on its way
    return answer;
  }
  taken[page].add(milliseconds);
  if (answer.status !== 200 || !answer.body.includes(holds)) {
    wrong.add(1);
    console.error(`${page}: ${answer.status}`);
  }
  return answer;
}

// Wait as people do: mostly shortly, now and then long, and four times the average at most.
function think() {
  sleep(Math.min(-Math.log(1 - Math.random()), 4) * THINK * 1.02); // 1.02 makes up for the longest
}

// Think, then open a page.
function open_page(page, path) {
  think();
  const answer = http.get(__ENV.AT + path, { headers });
  return seen(page, answer, answer.timings.duration);
}

// Fill in the page's form with this action, and send it; the page that follows counts as well.
function send(page, answer, action, typed) {
  think();
  const hidden = {};
  answer
    .html()
    .find("main form input[type=hidden]")
    .each((_, field) => {
      hidden[field.getAttribute("name")] = field.getAttribute("value");
    });
  const sent = http.post(__ENV.AT + action, { ...hidden, ...typed }, { headers, redirects: 0 });
  if (sent.status !== 302) {
    return seen(page, sent, sent.timings.duration);
  }
  const after = http.get(__ENV.AT + sent.headers.Location, { headers });
  return seen(page, after, sent.timings.duration + after.timings.duration);
}

function somebody() {
  const at = Math.floor(Math.random() * clinic.patients.length);
  return { page: `/patients/${clinic.patients[at]}/`, name: clinic.names[at] };
}

// Read a course and what may be done next, as whoever prescribes or sits at the chair does.
function read_course(who) {
  open_page("screening", `${who.page}protocols/`);
  open_page("screening", `${who.page}screening/iv-depression/`);
  open_page("course", `${who.page}course/iv-depression/`);
  if (Math.random() < 0.3) {
    open_page("course", `${who.page}numbers/iv-depression/`);
  }
}

// Choose an option, type an order until its ladder is full, and look at it.
function prescribe() {
  const one_order = one(clinic.orders);
  const page = `/patients/${one_order.patient}/`;
  open_page("course", "/courses/");
  open_page("course", `${page}course/iv-depression/`);
  open_page("course", `${page}choices/${one_order.choice}/`);
  const form = open_page("order", `${page}orders/new/?choice=${one_order.choice}`);
  const token = form.html().find("main form input[name=csrfmiddlewaretoken]").attr("value");
  const typed = {
    csrfmiddlewaretoken: token,
    choice: one_order.choice,
    product: "ketamine-10",
    unit: "mg/kg",
    basis: "actual",
    minutes: "40",
    dilute_to: "1",
    planned: new Date().toISOString().slice(0, 10),
  };
  for (const amount of ["0.4", "0.45", "0.5"]) {
    think();
    const answer = http.post(`${__ENV.AT}${page}orders/ladder/`, { ...typed, amount }, { headers });
    seen("ladder", answer, answer.timings.duration, 'class="ladder"');
  }
  open_page("order", `${page}orders/`);
  open_page("order", `${page}orders/${one_order.order}/`);
}

export default function () {
  const me = clinic.browsers[(exec.vu.idInTest - 1) % clinic.browsers.length];
  http.cookieJar().set(__ENV.AT, clinic.cookie, me.session);
  const chair = me.role !== "coordinator";
  const who = somebody();
  const list = open_page("list", Math.random() < 0.7 ? "/patients/" : "/patients/?page=37");
  send("search", list, "/patients/find/", { q: who.name });
  open_page("patient", who.page);
  if (me.role === "prescriber") {
    prescribe();
  }
  if (chair) {
    read_course(who);
    open_page("record", `${who.page}${one(SECTIONS)}/`);
    open_page("record", `${who.page}${one(SECTIONS)}/`);
    if (Math.random() < 0.5) {
      const form = open_page("record", `${who.page}vitals/add/`);
      send("write", form, `${who.page}vitals/add/`, {
        systolic: "128",
        diastolic: "80",
        arm: "left",
        sure: "confirmed",
      });
    }
  } else {
    open_page("patient", `${who.page}contact/`);
  }
  open_page("intake", `${who.page}intake/`);
  const desk = one(clinic.desks);
  open_page("intake", `/patients/${desk.patient}/intake/desk/${desk.intake}/`);
  const step = one(["heart", "medicines", "mind", "tried"]);
  open_page("intake", `/patients/${desk.patient}/intake/desk/${desk.intake}/steps/${step}/`);
}

export function handleSummary(data) {
  const found = {};
  for (const [name, metric] of Object.entries(data.metrics)) {
    found[name] = metric.values;
  }
  return { [__ENV.OUT]: JSON.stringify(found) };
}
