// Small behaviours for every page. Nothing here is needed to read; forms work without it.

// --- dialogs: <button data-dialog="id">, <button data-close> ------------------------------------
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog && !dialog.open) dialog.showModal();
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) {
    const toast = closer.closest(".y-toast");
    if (toast) toast.remove();
    else closer.closest("dialog")?.close();
    return;
  }
  // a tap beside the dialog closes it
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
  if (event.target.closest("[data-print]")) window.print();
});

// --- toasts: good news leaves by itself, a refusal waits to be read ------------------------------
const GOOD_NEWS_MS = 5000;

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  const seconds = Number(toast.dataset.seconds || 0);
  if (seconds) countDown(toast, seconds);
  else if (!toast.classList.contains("is-danger")) setTimeout(() => toast.remove(), GOOD_NEWS_MS);
}

// an undo offer counts down in words and goes when its time is over
function countDown(toast, seconds) {
  const shown = toast.querySelector("[data-left]");
  if (shown) shown.textContent = String(seconds);
  if (seconds <= 0) toast.remove();
  else setTimeout(() => toast.isConnected && countDown(toast, seconds - 1), 1000);
}

export function toast(sentence, tone = "") {
  const template = document.getElementById("toast-template");
  const region = document.getElementById("toasts");
  if (!template || !region) return;
  const made = template.content.firstElementChild.cloneNode(true);
  made.querySelector("p").textContent = sentence;
  if (tone) made.classList.add(`is-${tone}`);
  region.append(made);
  watch(made);
}

const region = document.getElementById("toasts");
if (region) {
  region.querySelectorAll(".y-toast").forEach(watch);
  new MutationObserver(() => region.querySelectorAll(".y-toast").forEach(watch)).observe(region, { childList: true });
}

// --- forms: one press is one order ----------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-busy", "true"));
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
});
document.querySelector(".is-invalid, .y-error[tabindex]")?.focus();

// filters apply themselves; their button stays for browsers without scripts
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});

// --- keys: any control with data-key="a"; never while somebody is typing --------------------------
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const open = document.querySelector("dialog[open]");
  const within = open || document;
  const wanted = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const control = [...within.querySelectorAll("[data-key]")].find(
    (each) => each.dataset.key.split(" ").includes(wanted) && !each.disabled && each.offsetParent !== null,
  );
  if (!control) return;
  event.preventDefault();
  if (control.matches("input, textarea, select")) control.focus();
  else control.click();
});

// --- htmx: what it cannot say itself ---------------------------------------------------------------
document.addEventListener("htmx:sendError", () => toast(document.body.dataset.offline, "danger"));
document.addEventListener("htmx:timeout", () => toast(document.body.dataset.offline, "danger"));
// a page part that was loaded by htmx carries its own title for the history
document.addEventListener("htmx:afterSwap", (event) => {
  event.detail.target.querySelector?.("[autofocus]")?.focus();
});

// --- a list of boxes that a search replaces: <div data-keeps-ticks>. Whoever was ticked or unticked while
// the next list was on its way stays so, for the answer knows only what was ticked when it was asked for.
const replaced = new WeakMap();
document.addEventListener("htmx:beforeSwap", (event) => {
  const list = event.detail.target;
  if (list?.matches?.("[data-keeps-ticks]")) replaced.set(list, [...list.querySelectorAll("input[type=checkbox]")]);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const list = event.detail.target;
  for (const box of replaced.get(list) || []) {
    const again = [...list.querySelectorAll("input[type=checkbox]")].find((each) => each.value === box.value);
    if (again) again.checked = box.checked;
    else if (box.checked) list.prepend(box.closest("label"));
  }
  replaced.delete(list);
});

// --- the demonstration's sign-in page: a tap on a name fills the form ---------------------------------
document.addEventListener("click", (event) => {
  const person = event.target.closest("[data-fill]");
  if (!person) return;
  document.getElementById("id_login").value = person.dataset.fill;
  document.getElementById("id_password").value = person.dataset.fillPassword;
  document.querySelector("form [type=submit]:not([name])")?.focus();
});

// --- narrowing a list of choices on the page: <input data-narrow="id"> ---------------------------------
document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-narrow]");
  if (!box) return;
  const list = document.getElementById(box.dataset.narrow);
  const wanted = box.value.trim().toLowerCase();
  let left = 0;
  list.querySelectorAll("[data-narrow-group]").forEach((group) => {
    const whole = group.querySelector("h3")?.textContent.toLowerCase().includes(wanted);
    let shown = 0;
    group.querySelectorAll("[data-narrow-row]").forEach((row) => {
      row.hidden = !(whole || row.textContent.toLowerCase().includes(wanted) || row.querySelector(":checked"));
      shown += row.hidden ? 0 : 1;
    });
    group.hidden = shown === 0;
    left += shown;
  });
  const none = list.querySelector("[data-narrow-none]");
  if (none) none.hidden = left > 0;
});
// Enter in such a box must not send the form around it
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.closest("[data-narrow]")) event.preventDefault();
});

// --- the other fields of a filter bar on a phone: <button data-unfold> --------------------------------
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-unfold]");
  if (!opener) return;
  const folded = opener.form.classList.toggle("is-folded");
  opener.setAttribute("aria-expanded", String(!folded));
});

// --- a reason from a chip: <button data-say="…"> fills the text field beside it -------------------------
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-say]");
  if (!chip) return;
  const field = chip.closest(".y-field, form")?.querySelector("textarea, input[type=text]");
  if (!field) return;
  const said = field.value.trim();
  if (!said.includes(chip.dataset.say)) field.value = said ? `${said}；${chip.dataset.say}` : chip.dataset.say;
  field.focus();
});
