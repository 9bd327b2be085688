// What is kept in this browser, if the reader asks for it: nothing else is, anywhere.
"use strict";

const KEPT = "kb-own";

/** Keeps texts and what they are checked against; false if the browser refuses. */
function keep(found) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(found));
    return true;
  } catch {
    return false; // no room, or forbidden
  }
}

function forget() {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/** What was kept: files, guides, libvirt; null if nothing was, or if it is damaged. */
function restored() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT));
    return Array.isArray(found?.files) && Array.isArray(found.guides) ? found : null;
  } catch {
    return null;
  }
}
