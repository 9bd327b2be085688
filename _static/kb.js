// Lets the keyboard scroll what is wider than the screen, and only that.
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

document.addEventListener("DOMContentLoaded", markScrollable);
window.addEventListener("resize", markScrollable);
// A tab that opens shows boxes that had no width before.
document.addEventListener("click", () => setTimeout(markScrollable));
