// The checker itself: kbcheck, which the build translates; loaded when first needed.
"use strict";

const SITE = document.documentElement.dataset.content_root ?? "";
const PARTS = ["runtime", "model", "core"];

const engine = {
  loading: null,
  edition: "", // of the core: no cache may give a part of another one

  /** Loads it, once; it is a global thing then, as file:// has no modules. */
  ready() {
    this.loading ??= PARTS.reduce(
      (before, part) => before.then(() => this.load(`kbcheck/${part}`, this.edition)),
      Promise.resolve(),
    ).catch((error) => {
      this.loading = null; // the next time may be luckier
      throw error;
    });
    return this.loading;
  },

  load(file, edition = "") {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `${SITE}_static/${file}.js${edition && `?v=${edition}`}`;
      script.addEventListener("load", done);
      script.addEventListener("error", () => failed(new Error(`${file}.js`)));
      document.head.append(script);
    });
  },

  /** The examples of the pages, by their ids. */
  examples() {
    return new Promise((done, failed) => {
      globalThis.kbCheckExamples = done;
      this.load("check-examples").catch(failed);
    });
  },
};

/** Lets the browser show what has changed, before it is busy. */
function painted() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 100); // a page that is out of sight paints nothing
  });
}
