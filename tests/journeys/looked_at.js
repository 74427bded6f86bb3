// What a careful eye would find wrong with the page that is open; every sentence names the element.
(() => {
  const found = [];
  const shown = (each) => each.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const name = (each) => `<${each.tagName.toLowerCase()} class="${each.getAttribute("class") || ""}"> ${(each.textContent || "").trim().slice(0, 30)}`;
  const root = document.scrollingElement;
  if (root.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll("main *, header *")].filter((each) => shown(each) && each.getBoundingClientRect().right > innerWidth + 1);
    found.push(`the page is ${root.scrollWidth - innerWidth} px too wide: ${wide.slice(0, 2).map(name).join(" | ")}`);
  }
  if (![...document.querySelectorAll("h1")].some((each) => shown(each) && each.textContent.trim())) found.push("no heading");
  const raw = document.body.innerText.match(/\{\{|\}\}|\{%|%\(\w+\)s|\bundefined\b|\bNaN\b|<[a-z]+ /);
  if (raw) found.push(`raw placeholder ${raw[0]}`);
  document.querySelectorAll("img:not([alt])").forEach((each) => found.push(`no alt: ${each.src}`));
  document.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((each) => {
    if (!shown(each)) return;
    const said = each.labels?.length || each.getAttribute("aria-label") || each.getAttribute("aria-labelledby");
    if (!said) found.push(`no label: ${each.name || each.id}`);
  });
  document.querySelectorAll("button, a[href]").forEach((each) => {
    const image = each.querySelector("img[alt]:not([alt='']), svg[aria-label]");
    if (shown(each) && !each.innerText.trim() && !each.getAttribute("aria-label") && !image) found.push(`no name: ${name(each)}`);
  });
  if (innerWidth < 700) {
    document.querySelectorAll(".btn-primary").forEach((each) => {
      if (shown(each) && each.getBoundingClientRect().height < 43.5) found.push(`${Math.round(each.getBoundingClientRect().height)} px high: ${name(each)}`);
    });
  }
  return found;
})();
