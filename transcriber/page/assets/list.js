// A virtual list: rows in chunks, of which only those near the window have elements. A chunk that was
// never seen is as high as its text makes likely; one that was keeps its height when it is emptied.
const CHUNK = 30;
const NEAR = "1600px 0px";
const list = {
  root: byId("rows"),
  chunks: [],
  place: new Map(), // row → chunk
  shown: rows,
  printing: false,
  filled: [], // what is to be done once a chunk has elements

  watch: new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const chunk = list.chunks[Number(entry.target.dataset.chunk)];
      if (!chunk || chunk.element !== entry.target || list.printing) continue;
      if (entry.isIntersecting) list.fill(chunk);
      else list.empty(chunk);
    }
  }, { rootMargin: NEAR }),

  // Shows these rows, and no others.
  show(shown) {
    this.watch.disconnect();
    this.shown = shown;
    this.chunks = [];
    this.place.clear();
    const columns = Math.max(20, Math.floor(this.root.clientWidth / 9) - 10);
    for (let at = 0; at < shown.length; at += CHUNK) {
      const of = shown.slice(at, at + CHUNK);
      const made = element("div", "chunk");
      made.setAttribute("role", "presentation");
      made.dataset.chunk = this.chunks.length;
      const chunk = { element: made, rows: of, before: shown[at - 1], full: false };
      made.style.height = `${of.reduce((sum, row) => sum + 42 + 25 * Math.floor(row.text.length / columns), 0)}px`;
      for (const row of of) this.place.set(row, chunk);
      this.chunks.push(chunk);
    }
    this.root.replaceChildren(...this.chunks.map((chunk) => chunk.element));
    for (const chunk of this.chunks) this.watch.observe(chunk.element);
    if (this.chunks.length) this.fill(this.chunks[0]); // the others come as soon as the window is known
  },

  fill(chunk) {
    if (chunk.full) return;
    chunk.full = true;
    let before = chunk.before;
    const made = chunk.rows.map((row) => {
      const one = rowElement(row, before);
      before = row;
      return one;
    });
    chunk.element.replaceChildren(...made);
    chunk.element.style.height = "";
    for (const listener of this.filled) listener(chunk);
  },

  empty(chunk) {
    if (!chunk.full || chunk.element.contains(document.activeElement)) return;
    chunk.element.style.height = `${chunk.element.getBoundingClientRect().height}px`;
    chunk.element.replaceChildren();
    chunk.full = false;
  },

  // The element of a row, made if need be; null when the row is filtered out.
  elementOf(row) {
    const chunk = this.place.get(row);
    if (!chunk) return null;
    this.fill(chunk);
    return byId(row.anchor);
  },

  // The element of a row if it has one now.
  seen(row) {
    const chunk = this.place.get(row);
    return chunk && chunk.full ? byId(row.anchor) : null;
  },

  // Scrolls to a row. Its neighbors get their heights first, so that it stays where it is put.
  go(row, block = "center") {
    const chunk = this.place.get(row);
    if (!chunk) return null;
    const number = Number(chunk.element.dataset.chunk);
    for (const near of [number - 1, number, number + 1]) if (this.chunks[near]) this.fill(this.chunks[near]);
    const made = byId(row.anchor);
    made.scrollIntoView({ block });
    return made;
  },

  // The first row that can be seen.
  top() {
    for (const chunk of this.chunks) {
      if (chunk.element.getBoundingClientRect().bottom < 80) continue;
      this.fill(chunk);
      for (const row of chunk.rows) {
        if (byId(row.anchor).getBoundingClientRect().bottom > 80) return row;
      }
    }
    return null;
  },

  print(begin) {
    this.printing = begin;
    if (begin) for (const chunk of this.chunks) this.fill(chunk);
    else for (const chunk of this.chunks) { this.watch.unobserve(chunk.element); this.watch.observe(chunk.element); }
  },
};
