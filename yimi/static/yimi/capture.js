// Uploads from the capture page: one file, one request, one id that stays the same through every retry.
import { toast } from "./yimi.js";

const form = document.getElementById("upload");
const list = document.getElementById("sending");
const template = document.getElementById("sending-template");
const PATIENCE_MS = [2000, 5000, 15000, 30000, 60000];
let unfinished = 0;
let place = null; // asked for once, when the first file is chosen

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // pages on plain http have no randomUUID
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// --- where: asked at the moment of upload, never before ---------------------------------------------
function locate() {
  const line = document.getElementById("place");
  const say = (sentence) => {
    line.hidden = false;
    line.textContent = sentence;
  };
  if (!navigator.geolocation) {
    say(form.dataset.sayNoPlace);
    return Promise.resolve(null);
  }
  say(form.dataset.sayLocating);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        say(form.dataset.sayPlace.replace("#", String(Math.round(coords.accuracy))));
        resolve({ longitude: coords.longitude, latitude: coords.latitude, accuracy_m: coords.accuracy });
      },
      () => {
        say(form.dataset.sayNoPlace);
        resolve(null);
      },
      { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 },
    );
  });
}

// --- one file ------------------------------------------------------------------------------------------
function take(input, file) {
  const data = new FormData();
  const ticked = form.querySelector("[name=serves]:checked");
  const moving = input.name === "clip" || file.type.startsWith("video/");
  const chosen = ticked && moving === ticked.value.startsWith("clip:") ? ticked : null; // a clip is no form, a form no clip
  const camera = input.name !== "files";
  data.set("client_id", newId());
  data.set("serves", chosen ? chosen.value : "");
  data.set("code", spendCode());
  if (camera) data.set("taken_at", new Date(file.lastModified || Date.now()).toISOString());
  data.set(input.name, file, file.name || input.name);
  const row = template.content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = chosen?.value ? chosen.parentElement.textContent.trim() : file.name;
  row.querySelector("[data-again]").textContent = form.dataset.sayAgain;
  row.querySelector("[data-drop]").textContent = form.dataset.sayDrop;
  row.querySelector("[data-again]").addEventListener("click", () => send(row, data, 0));
  row.querySelector("[data-drop]").addEventListener("click", () => {
    unfinished -= 1;
    row.remove();
  });
  list.append(row);
  unfinished += 1;
  return [row, data];
}

function say(row, sentence, failed = false) {
  row.querySelector("[data-said]").textContent = sentence;
  row.classList.toggle("is-failed", failed);
  row.querySelector("[data-choices]").hidden = !failed;
}

function send(row, data, attempt) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const bar = row.querySelector("progress");
    request.open("POST", form.action);
    request.timeout = 300000;
    request.setRequestHeader("X-Requested-With", "capture");
    request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = (100 * event.loaded) / event.total;
      say(row, `${form.dataset.saySending} ${Math.round(bar.value)}%`);
    });
    const later = () => {
      const wait = PATIENCE_MS[Math.min(attempt, PATIENCE_MS.length - 1)];
      say(row, form.dataset.sayWaiting);
      setTimeout(() => send(row, data, attempt + 1).then(resolve), wait);
    };
    request.addEventListener("error", later);
    request.addEventListener("timeout", later);
    request.addEventListener("load", () => {
      if (request.status === 204) {
        unfinished -= 1;
        bar.value = 100;
        say(row, form.dataset.sayReceived);
        refresh();
        setTimeout(() => row.remove(), 1500);
      } else if (request.status >= 500) {
        later();
        return;
      } else {
        const plain = (request.getResponseHeader("Content-Type") || "").startsWith("text/plain");
        say(row, plain ? request.responseText : form.dataset.sayFailed, true);
      }
      resolve();
    });
    say(row, `${form.dataset.saySending} 0%`);
    request.send(data);
  });
}

// asked for by the section itself, so that the look it takes every three seconds gives way and no two of them cross
function refresh() {
  window.htmx?.trigger("#material", "refresh");
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig?.triggeringEvent?.type !== "refresh") return;
  const wanted = document.getElementById("missing")?.dataset.wanted ?? "";
  const chip = [...form.querySelectorAll("[name=serves]")].find((each) => each.value === wanted);
  if (chip) chip.checked = true; // the next thing that is asked for, so that nobody has to name each picture
});

async function receive(input) {
  const taken = [...input.files].map((file) => take(input, file));
  input.value = "";
  place ??= locate();
  const where = await place;
  for (const [row, data] of taken) {
    if (where) Object.entries(where).forEach(([name, value]) => data.set(name, value));
    await send(row, data, 0); // one after the other: with one bar of signal, one whole file beats three halves
  }
  place = null; // the next batch may come from another spot
}

// --- the code: shown with its remaining time, spent with the next picture -------------------------------
function spendCode() {
  const card = document.getElementById("code");
  const code = card?.dataset.code || "";
  if (!code || Date.parse(card.dataset.until) < Date.now()) return "";
  delete card.dataset.code;
  return code;
}

function tick() {
  const card = document.getElementById("code");
  const left = card?.querySelector("[data-until-left]");
  if (!left) return;
  const seconds = Math.round((Date.parse(card.dataset.until) - Date.now()) / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  left.textContent = seconds > 0 ? form.dataset.sayLeft.replace("#", clock) : form.dataset.sayOver;
}

if (form) {
  document.documentElement.classList.add("c-scripted");
  if (matchMedia("(pointer: fine)").matches && !navigator.maxTouchPoints) document.documentElement.classList.add("c-desk");
  form.querySelectorAll("input[type=file]").forEach((input) =>
    input.addEventListener("change", () => receive(input).catch((error) => toast(String(error), "danger"))),
  );
  setInterval(tick, 1000);
  tick();
  window.addEventListener("beforeunload", (event) => {
    if (unfinished > 0) event.preventDefault();
  });
}
