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

const isText = (value) => typeof value === "string";

/** A file that was kept, its bytes as they were; null if it is damaged. */
function restoredFile(kept) {
  const { name, kind, text = "", bytes } = kept ?? {};
  if (![name, kind, text].every(isText)) return null;
  if (bytes === undefined) return { name, kind, text };
  const read = isText(bytes) ? fromBase64(bytes) : null;
  return read && { name, kind, bytes: read };
}

/** What was kept: files, guides, libvirt, without what is damaged; null if nothing. */
function restored() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT));
    if (!Array.isArray(found?.files) || !Array.isArray(found.guides)) return null;
    return {
      files: found.files.map(restoredFile).filter(Boolean),
      guides: found.guides.filter(isText),
      libvirt: isText(found.libvirt) ? found.libvirt : "",
    };
  } catch {
    return null;
  }
}
