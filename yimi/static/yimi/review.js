// The review page: one picture at a time, the earlier one beside it, keys that submit. Without this, all is listed.

const stage = document.querySelector("[data-stage]");
const figures = stage ? [...stage.querySelectorAll("[data-picture]")] : [];
const BLINK_MS = 550;
let shown = 0;
let blinking = 0;

// --- pictures: arrows, thumbnails, links from the flags --------------------------------------------------
function show(index) {
  if (!figures.length) return;
  fold();
  figures[shown].querySelector("video")?.pause();
  shown = (index + figures.length) % figures.length;
  figures.forEach((figure, number) => (figure.hidden = number !== shown));
  stage.querySelectorAll(".r-strip [data-go]").forEach((link) => {
    if (Number(link.dataset.go) === shown + 1) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  // the next one is fetched while this one is looked at
  const next = figures[(shown + 1) % figures.length].querySelector("img.r-own");
  if (next) next.loading = "eager";
}

document.addEventListener("click", (event) => {
  const go = event.target.closest("[data-go]");
  if (go && figures.length) {
    event.preventDefault();
    show(Number(go.dataset.go) - 1);
    stage.scrollIntoView({ block: "nearest" });
  }
  const step = event.target.closest("[data-step]");
  if (step) show(shown + Number(step.dataset.step));
  const compare = event.target.closest("[data-compare]");
  if (compare) turnOver(compare);
});

// --- the earlier picture: side by side, then blinking in the same place, then away ------------------------
function turnOver(button) {
  const frames = figures[shown].querySelector(".r-frames");
  const stageNow = Number(frames.dataset.compare || 0);
  setCompare(frames, button, (stageNow + 1) % button.dataset.say.split("|").length);
}

function setCompare(frames, button, step) {
  frames.dataset.compare = String(step);
  frames.classList.toggle("is-beside", step === 1);
  frames.classList.toggle("is-blinking", step === 2);
  // the panels lie exactly over each other, so they are what blinks where there are any
  const panels = frames.querySelector(".r-panels");
  frames.classList.toggle("is-laid", Boolean(panels) && step === 2);
  frames.classList.toggle("is-marked", step === 3);
  frames.querySelector(".r-earlier").hidden = step === 0 || step === 3;
  if (panels) panels.hidden = step < 2;
  button.querySelector("[data-said]").textContent = button.dataset.say.split("|")[step];
  clearInterval(blinking);
  frames.classList.remove("is-earlier");
  if (step === 2) blinking = setInterval(() => frames.classList.toggle("is-earlier"), BLINK_MS);
}

function fold() {
  clearInterval(blinking);
  const frames = figures[shown].querySelector(".r-frames.has-twin");
  const button = figures[shown].querySelector("[data-compare]");
  if (frames && button && frames.dataset.compare && frames.dataset.compare !== "0") setCompare(frames, button, 0);
}

// --- dialogs: a refused form comes back open; Ctrl+Enter sends from inside the words -----------------------
document.querySelectorAll("dialog[open]").forEach((dialog) => {
  dialog.close();
  dialog.showModal();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("dialog form, form[data-quick]");
  form?.requestSubmit(form.querySelector("[type=submit]"));
});

// --- an opinion of one's own: only the reasons of the chosen result are offered ----------------------------
const opinion = document.querySelector("[data-opinion]");
function offerReasons() {
  const chosen = opinion.querySelector("[name=result]:checked")?.value;
  opinion.querySelector("[data-reasons]").hidden = !chosen;
  opinion.querySelectorAll("[data-for]").forEach((group) => {
    group.hidden = chosen !== group.dataset.for;
    group.querySelectorAll("input").forEach((input) => (input.disabled = group.hidden));
  });
}
if (opinion) {
  opinion.addEventListener("change", offerReasons);
  offerReasons();
}

if (stage) {
  stage.classList.add("is-single");
  const asked = figures.findIndex((figure) => `#${figure.id}` === location.hash);
  const alike = figures.findIndex((figure) => figure.querySelector(".has-twin"));
  show(asked >= 0 ? asked : Math.max(alike, 0)); // what was noticed first is shown first
}
