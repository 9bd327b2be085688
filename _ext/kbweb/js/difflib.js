// The module `difflib`: how much two texts have in common, as CPython reckons it.

class SequenceMatcher {
  constructor(_junk = null, a = "", b = "") {
    this.a = a;
    this.$set_seq2(b);
  }
  $set_seq1(a) {
    this.a = a;
  }
  $set_seq2(b) {
    this.b = b;
    this.counts = null;
    this.places = new Map(); // letter -> where it is in b
    for (let at = 0; at < b.length; at++) {
      if (!this.places.has(b[at])) this.places.set(b[at], []);
      this.places.get(b[at]).push(at);
    }
    if (b.length < 200) return;
    // Letters that are everywhere do not tell.
    const most = Math.floor(b.length / 100) + 1;
    for (const [letter, places] of this.places) {
      if (places.length > most) this.places.delete(letter);
    }
  }

  /**
   * The longest part that both have between some places: where it begins, its length.
   */
  longest(alo, ahi, blo, bhi) {
    let [i, j, size] = [alo, blo, 0];
    let before = new Map();
    for (let at = alo; at < ahi; at++) {
      const now = new Map();
      for (const place of this.places.get(this.a[at]) ?? []) {
        if (place < blo) continue;
        if (place >= bhi) break;
        const length = (before.get(place - 1) ?? 0) + 1;
        now.set(place, length);
        if (length > size) [i, j, size] = [at - length + 1, place - length + 1, length];
      }
      before = now;
    }
    while (i > alo && j > blo && this.a[i - 1] === this.b[j - 1]) {
      [i, j, size] = [i - 1, j - 1, size + 1];
    }
    while (i + size < ahi && j + size < bhi && this.a[i + size] === this.b[j + size])
      size++;
    return [i, j, size];
  }

  matches() {
    let sum = 0;
    const todo = [[0, this.a.length, 0, this.b.length]];
    while (todo.length) {
      const [alo, ahi, blo, bhi] = todo.pop();
      const [i, j, size] = this.longest(alo, ahi, blo, bhi);
      if (!size) continue;
      sum += size;
      if (alo < i && blo < j) todo.push([alo, i, blo, j]);
      if (i + size < ahi && j + size < bhi) todo.push([i + size, ahi, j + size, bhi]);
    }
    return sum;
  }

  share(common) {
    const size = this.a.length + this.b.length;
    return size ? (2 * common) / size : 1;
  }
  $ratio() {
    return this.share(this.matches());
  }
  /** At most the ratio: the letters that both have, in whatever order. */
  $quick_ratio() {
    this.counts ??= letters(this.b);
    const left = new Map();
    let common = 0;
    for (const letter of this.a) {
      const has = left.get(letter) ?? this.counts.get(letter) ?? 0;
      left.set(letter, has - 1);
      if (has > 0) common++;
    }
    return this.share(common);
  }
  $real_quick_ratio() {
    return this.share(Math.min(this.a.length, this.b.length));
  }
}

function letters(text) {
  const counts = new Map();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return counts;
}

$module("difflib", () => ({
  $SequenceMatcher: (...args) => new SequenceMatcher(...args),
  $get_close_matches(word, known, most = 3, cutoff = 0.6) {
    const matcher = new SequenceMatcher(null, "", word);
    const found = [];
    for (const other of $iter(known)) {
      matcher.$set_seq1(other);
      const quick = [matcher.$real_quick_ratio(), matcher.$quick_ratio()];
      if (quick.some((share) => share < cutoff)) continue;
      const share = matcher.$ratio();
      if (share >= cutoff) found.push([share, other]);
    }
    return sorted(found, null, true)
      .slice(0, most)
      .map((pair) => pair[1]);
  },
}));
