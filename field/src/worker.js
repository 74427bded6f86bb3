/* Keeps the client itself on the phone, so that it opens without a signal. No answer of the server is kept here. */
const SHELF = "yimi-field-__VERSION__";
const FILES = __FILES__;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELF)
      .then((shelf) => shelf.addAll(FILES.map((file) => new Request(file, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const path = new URL(url).pathname;
  if (method !== "GET" || !path.startsWith("/field/")) return;
  const name = mode === "navigate" ? "/field/" : path;
  event.respondWith(caches.match(name).then((kept) => kept ?? fetch(event.request)));
});
