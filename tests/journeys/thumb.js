// Everything a thumb presses or types into on the open page of the phone client: smaller than 44 × 44 px is said.
(() => {
  const PRESSED = "uni-button, [role=checkbox], [role=radio], uni-navigator, .wd-switch, .wd-input, .wd-textarea, .wd-input-number__action";
  const found = [];
  document.querySelectorAll(PRESSED).forEach((each) => {
    if (!each.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return;
    if (each.parentElement.closest("uni-navigator, uni-button")) return; // the outer one is pressed
    const { width, height } = each.getBoundingClientRect();
    if (height && (width < 43.5 || height < 43.5)) found.push(`${Math.round(width)} × ${Math.round(height)} px: ${each.className} “${(each.textContent || "").trim().slice(0, 20)}”`);
  });
  return found;
})();
