// Search in the rows that are shown: hits are counted, painted, and visited one by one.
const search = {
  text: "",
  hits: [], // [row, offset, length]
  of: new Map(), // row → the numbers of its hits
  at: -1,
  paints: typeof CSS !== "undefined" && "highlights" in CSS,

  run(text) {
    this.text = folded(text.trim()).text;
    this.hits = [];
    this.of.clear();
    this.at = -1;
    if (this.text) for (const row of list.shown) this.find(row);
    byId("search").classList.toggle("searching", Boolean(this.text));
    for (const button of ["previous-hit", "next-hit"]) byId(button).disabled = !this.hits.length;
    if (this.hits.length) {
      const from = list.top();
      const next = this.hits.findIndex(([row]) => !from || row.index >= from.index);
      this.visit(Math.max(next, 0));
    } else this.tell();
    this.paint();
  },

  find(row) {
    const { text, places } = (row.folded ||= folded(row.text));
    for (let at = text.indexOf(this.text); at >= 0; at = text.indexOf(this.text, at + this.text.length)) {
      const begin = places ? places[at] : at, last = at + this.text.length;
      if (!this.of.has(row)) this.of.set(row, []);
      this.of.get(row).push(this.hits.push([row, begin, (places ? places[last] : last) - begin]) - 1);
    }
  },

  step(by) {
    if (this.hits.length) this.visit((this.at + by + this.hits.length) % this.hits.length);
  },

  visit(number) {
    this.at = number;
    follow.off();
    list.go(this.hits[number][0]);
    this.tell();
    this.paint();
  },

  tell() {
    const many = this.hits.length;
    byId("hits").textContent = !this.text ? "" : many ? `${this.at + 1} of ${many}` : "No hits";
  },

  // Hits in rows that have elements. Where the browser cannot paint ranges, the lines are marked.
  paint() {
    for (const marked of list.root.querySelectorAll(".line.hit")) marked.classList.remove("hit");
    const all = [], current = [];
    for (const row of list.chunks.flatMap((chunk) => (chunk.full ? chunk.rows : []))) {
      for (const number of this.of.get(row) || []) {
        const made = byId(row.anchor), [, offset, length] = this.hits[number];
        made.classList.add("hit");
        if (this.paints) (number === this.at ? current : all).push(rangeIn(made, row, offset, length));
      }
    }
    if (!this.paints) return;
    CSS.highlights.set("hits", new Highlight(...all));
    CSS.highlights.set("hit-now", new Highlight(...current));
  },
};

// Lower case without accents, and for each of its characters its place in the original (null: the same).
function folded(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return { text: text.toLowerCase(), places: null };
  let made = "";
  const places = [];
  let at = 0;
  for (const character of text) {
    const plain = character.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
    for (let unit = 0; unit < plain.length; unit++) places.push(at);
    made += plain;
    at += character.length;
  }
  places.push(at);
  return { text: made, places };
}

function rangeIn(made, row, offset, length) {
  const holder = made.querySelector(row.kind === LINE ? ".words" : ".body");
  const texts = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  const range = new Range();
  let at = holder.textContent.length - row.text.length; // a note's writer stands before its text
  offset += at;
  at = 0;
  let begun = false;
  while (texts.nextNode()) {
    const size = texts.currentNode.length;
    if (!begun && offset < at + size) { range.setStart(texts.currentNode, offset - at); begun = true; }
    if (begun && offset + length <= at + size) { range.setEnd(texts.currentNode, offset + length - at); break; }
    at += size;
  }
  return range;
}
