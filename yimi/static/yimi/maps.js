// A quiet map of our own points: no tiles, nothing from elsewhere. Spots close together become one button with their sum.
// Everything on it stands in the list beside it; without a drawing the list is all there is.

const NEAR_PX = 46;
const GROUND = { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#e9ece6" } }] };
const box = document.querySelector("[data-map]");

if (box) draw(box).catch(() => none(box));

function none(shown) {
  shown.classList.add("is-empty");
  const words = shown.querySelector(".m-none");
  if (words) words.hidden = false;
}

async function draw(shown) {
  const [library, answer] = await Promise.all([import(shown.dataset.library), fetch(shown.dataset.layer)]);
  const spots = (await answer.json()).features.filter((each) => each.geometry);
  if (!spots.length) return none(shown);
  library.setWorkerUrl(shown.dataset.worker);
  const map = new library.Map({
    container: shown, style: GROUND, bounds: around(spots),
    attributionControl: false, dragRotate: false, pitchWithRotate: false, cooperativeGestures: "ontouchstart" in window,
  });
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.addControl(new library.ScaleControl({ unit: "metric" }), "bottom-left");
  map.once("load", () => map.resize().fitBounds(around(spots), { padding: 56, maxZoom: 14, animate: false }));
  const markers = [];
  const again = () => cluster(library, map, spots, markers, shown);
  map.on("moveend", again);
  again();
  if (shown.hasAttribute("data-pick")) picking(library, map);
  else following(map, spots);
}

function around(spots) {
  const east = spots.map((each) => each.geometry.coordinates[0]);
  const north = spots.map((each) => each.geometry.coordinates[1]);
  return [Math.min(...east), Math.min(...north), Math.max(...east), Math.max(...north)];
}

// spots nearer than a thumb become one
function cluster(library, map, spots, markers, shown) {
  markers.splice(0).forEach((each) => each.remove());
  const groups = [];
  for (const spot of spots) {
    const at = map.project(spot.geometry.coordinates);
    const near = groups.find((each) => Math.hypot(each.at.x - at.x, each.at.y - at.y) < NEAR_PX);
    if (near) near.spots.push(spot);
    else groups.push({ at, spots: [spot] });
  }
  for (const group of groups) {
    const button = marked(group.spots, shown);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      opened(library, map, group.spots);
    });
    markers.push(new library.Marker({ element: button }).setLngLat(group.spots[0].geometry.coordinates).addTo(map));
  }
}

function marked(spots, shown) {
  const button = document.createElement("button");
  const count = spots.reduce((sum, each) => sum + each.properties.count, 0);
  const names = spots.map((each) => each.properties.name);
  button.type = "button";
  button.className = spots.length > 1 ? "m-spot is-many" : "m-spot";
  button.textContent = String(count);
  button.setAttribute("aria-label", `${names.slice(0, 5).join("、")}${names.length > 5 ? "…" : ""} ${count}`);
  button.title = names.slice(0, 5).join("、");
  if (spots.length === 1) {
    const name = document.createElement("span");
    name.textContent = names[0];
    button.append(name);
  }
  button.disabled = shown.hasAttribute("data-pick");
  return button;
}

// several: come nearer; one: its line in the list
function opened(library, map, spots) {
  const [west, south, east, north] = around(spots);
  if (spots.length > 1 && (west !== east || south !== north) && map.getZoom() < 18) {
    map.fitBounds([west, south, east, north], { padding: 80, maxZoom: 18 });
    return;
  }
  const line = document.getElementById(spots[0].properties.key);
  document.querySelectorAll(".m-list .is-here").forEach((each) => each.classList.remove("is-here"));
  line?.classList.add("is-here");
  line?.scrollIntoView({ block: "center", behavior: "smooth" });
  line?.querySelector("a, button")?.focus({ preventScroll: true });
}

// a line's pin brings the map to it
function following(map, spots) {
  document.addEventListener("click", (event) => {
    const pin = event.target.closest("[data-spot]");
    const spot = pin && spots.find((each) => each.properties.key === pin.dataset.spot);
    if (!spot) return;
    map.easeTo({ center: spot.geometry.coordinates, zoom: Math.max(map.getZoom(), 14) });
    map.getContainer().scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
}

// saying where something is: a click fills the two numbers
function picking(library, map) {
  const east = document.getElementById("id_longitude");
  const north = document.getElementById("id_latitude");
  const here = new library.Marker({ color: "#1f6f5c" });
  const stand = () => Number(east.value) && Number(north.value) && here.setLngLat([Number(east.value), Number(north.value)]).addTo(map);
  map.on("click", (event) => {
    east.value = event.lngLat.lng.toFixed(6);
    north.value = event.lngLat.lat.toFixed(6);
    const ours = document.querySelector('[name="system"][value="wgs84"]');
    if (ours) ours.checked = true;
    stand();
  });
  [east, north].forEach((each) => each.addEventListener("change", stand));
  stand();
}
