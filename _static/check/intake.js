// Files of the reader's disk: picked, pasted or dropped, and read.
"use strict";

const MOST_FILES = 20; // that are open at once

/** Has `take` called with the files that are picked in a form, pasted or dropped. */
function takeFiles(box, take) {
  const pick = box.querySelector(".kb-own-pick");
  box.querySelector(".kb-own-open").addEventListener("click", () => pick.click());
  pick.addEventListener("change", () => {
    const found = [...pick.files];
    pick.value = ""; // the same file may be picked again, changed
    take(found);
  });
  box.addEventListener("paste", (event) => {
    const found = [...event.clipboardData.files];
    if (!found.length) return;
    event.preventDefault();
    take(found);
  });
  takeDropped(box, take);
}

function takeDropped(box, take) {
  const holdsFiles = (event) => event.dataTransfer.types.includes("Files");
  const mark = (on) => box.classList.toggle("kb-own-dropping", on);
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault(); // else the browser leaves the page for the file
    mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(false);
  });
  document.addEventListener("drop", (event) => {
    mark(false);
    if (!holdsFiles(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
}

/** Reads as many files as have room: names with bytes, and what to tell of others. */
async function readFiles(found, room) {
  const mostBytes = globalThis.kbcheck?.MAX ?? Infinity;
  const read = [];
  const told = [];
  for (const file of found.slice(0, room)) {
    try {
      read.push(await readFile(file, mostBytes));
    } catch (error) {
      told.push(`${file.name} ${error.message}.`);
    }
  }
  const left = found.length - room;
  if (left > 0) {
    const words = left > 1 ? `${left} files were` : "1 file was";
    told.push(`${words} left out: ${MOST_FILES} can be open at once.`);
  }
  return [read, told];
}

async function readFile(file, mostBytes) {
  if (file.size > mostBytes) {
    throw new Error(`is larger than ${mostBytes / 1024} KiB: use the command`);
  }
  const data = await file.arrayBuffer().catch(() => {
    throw new Error("cannot be read; a folder is no file");
  });
  return { name: file.name, bytes: new Uint8Array(data) };
}
