// Lets the keyboard scroll what is wider than the screen, and only that; lets wide
// tables fold on narrow screens.
"use strict";

function markScrollable() {
  for (const box of document.querySelectorAll(".table-wrapper, .highlight pre")) {
    const wide = box.scrollWidth > box.clientWidth;
    if (wide) {
      box.tabIndex = 0;
    } else {
      box.removeAttribute("tabindex");
    }
    box.classList.toggle("kb-wide", wide);
    markEnd(box);
  }
}

/** A shade at the edge says that there is more; at the end there is none. */
function markEnd(box) {
  const left = box.scrollWidth - box.clientWidth - box.scrollLeft;
  box.classList.toggle("kb-more", left > 1);
}

// The style lays each row of such a table out as a block, which costs the cells their
// columns: name the column in the cell, and the parts by their roles.  Two columns fit on
// a narrow screen, unless a literal stands in the first: it would break within a name.
const ROLES = [
  ["thead, tbody", "rowgroup"],
  ["tr", "row"],
  ["thead th", "columnheader"],
  ["tbody th", "rowheader"],
  ["td", "cell"],
];

function foldable(table) {
  const titles = [...table.querySelectorAll("thead th")].map((th) => th.textContent.trim());
  const literal = table.querySelector("tbody tr > :first-child code");
  if (titles.length < (literal ? 2 : 3)) return;
  table.classList.add("kb-foldable");
  table.role = "table";
  for (const [selector, role] of ROLES) {
    for (const part of table.querySelectorAll(selector)) part.role = role;
  }
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, n) => (cell.dataset.column = titles[n]));
  }
}

// The button that copies an example stands in its caption, and says what came of it.
function captionButtons() {
  const status = document.createElement("p");
  status.className = "kb-spoken";
  status.setAttribute("role", "status");
  document.body.append(status);
  for (const box of document.querySelectorAll(".kb-snippet")) {
    const button = box.querySelector("button.copybtn");
    const line = box.querySelector(".kb-caption p");
    if (!button || !line) continue;
    button.classList.remove("o-tooltip--left");
    line.insertBefore(button, line.querySelector(".kb-anchor"));
    button.addEventListener("click", () => {
      status.textContent = "";
      // The one that copies answers the click first, and notes there what came of it.
      setTimeout(() => (status.textContent = button.dataset.tooltip), 50);
    });
  }
}

// A label names how many things a test host lacked; whoever presses it reads which.
function shortLabels() {
  for (const list of document.querySelectorAll(".kb-lacks")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "kb-lacking";
    button.textContent = `${list.textContent.split(",").length} things`;
    const show = (open) => {
      list.hidden = !open;
      button.setAttribute("aria-expanded", open);
    };
    show(false);
    button.addEventListener("click", () => show(list.hidden));
    list.before(button);
  }
}

// A closed tab is found by the browser's own search, which opens it, and by a link.
function findableTabs() {
  for (const panel of document.querySelectorAll(".sphinx-tabs-panel[hidden]")) {
    panel.setAttribute("hidden", "until-found");
  }
}

function openTab(panel) {
  document.getElementById(panel.getAttribute("aria-labelledby"))?.click();
}

/** Opens all that an element is folded away in, and goes there. */
function reveal(element) {
  let opened = false;
  for (let box = element; box; box = box.parentElement) {
    if (box.matches("details:not([open])")) box.open = opened = true;
    if (box.matches(".sphinx-tabs-panel[hidden]")) {
      openTab(box);
      opened = true;
    }
  }
  if (opened) element.scrollIntoView();
}

function revealTarget() {
  let id;
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    return; // '#%' names nothing
  }
  const element = document.getElementById(id);
  if (element) reveal(element);
}

document.addEventListener("beforematch", (event) => openTab(event.target));
window.addEventListener("hashchange", revealTarget);

// The theme's signs that open the contents on a small screen are labels, which the
// keyboard does not reach.
function labelsAsButtons() {
  for (const label of document.querySelectorAll("label[for='__navigation'], label[for='__toc']")) {
    if (label.classList.contains("overlay")) continue;
    label.tabIndex = 0;
    label.role = "button";
    label.setAttribute("aria-label", label.htmlFor === "__toc" ? "On this page" : "Contents");
    label.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      document.getElementById(label.htmlFor).click();
    });
  }
}

// Names in examples are links, and text that is selected as if they were none: by a pull
// that begins in them, and by two clicks.
const NAME_LINK = ".kb-snippet pre a";
const SECOND_CLICK = 250; // ms in which it may come

function selectableNames() {
  for (const link of document.querySelectorAll(NAME_LINK)) link.draggable = false;
}

// Chromium begins no selection in what can have the focus, so for that moment it cannot.
document.addEventListener("mousedown", (event) => {
  const link = event.target.closest?.(NAME_LINK);
  if (!link?.href || event.button) return;
  const kept = [...link.attributes].filter(({ name }) => name !== "draggable");
  kept.forEach(({ name }) => link.removeAttribute(name));
  setTimeout(() => kept.forEach(({ name, value }) => link.setAttribute(name, value)));
});

let following = 0;

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(NAME_LINK);
  const special = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || special || !event.detail) return; // without a pointer it is 0
  event.preventDefault();
  clearTimeout(following);
  if (event.detail > 1 || !getSelection().isCollapsed) return;
  following = setTimeout(() => location.assign(link.href), SECOND_CLICK);
});

document.addEventListener("DOMContentLoaded", () => {
  captionButtons();
  shortLabels();
  selectableNames();
  labelsAsButtons();
  findableTabs();
  revealTarget();
  document.querySelectorAll("table.docutils").forEach(foldable);
  markScrollable();
});
window.addEventListener("resize", markScrollable);
// It does not rise from the box that is scrolled, so it is caught on its way down.
document.addEventListener(
  "scroll",
  ({ target }) => target !== document && markEnd(target),
  { capture: true, passive: true },
);
// A tab that opens shows boxes that had no width before.
document.addEventListener("click", () => {
  setTimeout(() => {
    findableTabs();
    markScrollable();
  });
});
