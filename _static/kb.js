// Lets the keyboard scroll what is wider than the screen, and only that; lets wide
// tables fold on narrow screens.
"use strict";

function markScrollable() {
  for (const box of document.querySelectorAll(".table-wrapper, .highlight pre")) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
    } else {
      box.removeAttribute("tabindex");
    }
  }
}

// The style lays each row of such a table out as a block, which costs the cells their
// columns: name the column in the cell, and the parts by their roles.
const ROLES = [
  ["thead, tbody", "rowgroup"],
  ["tr", "row"],
  ["thead th", "columnheader"],
  ["tbody th", "rowheader"],
  ["td", "cell"],
];

function foldable(table) {
  const titles = [...table.querySelectorAll("thead th")].map((th) => th.innerText);
  if (titles.length < 3) return;
  table.classList.add("kb-foldable");
  table.role = "table";
  for (const [selector, role] of ROLES) {
    for (const part of table.querySelectorAll(selector)) part.role = role;
  }
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, n) => (cell.dataset.column = titles[n]));
  }
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("table.docutils").forEach(foldable);
  markScrollable();
});
window.addEventListener("resize", markScrollable);
// A tab that opens shows boxes that had no width before.
document.addEventListener("click", () => setTimeout(markScrollable));
