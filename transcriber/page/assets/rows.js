// The transcript's rows: parsed once, found by time, made into elements when they are to be seen.
// Texts become text nodes and nothing else.
const DATA = JSON.parse(byId("data").textContent);
const LINE = 0, GAP = 1, NOTE = 2;
const rows = DATA.rows.map(([kind, speaker, start, end, anchor, text, words], index) =>
  ({ index, kind, speaker, start, end, anchor, text, words }));
const byAnchor = new Map(rows.map((row) => [row.anchor, row]));

// The latest end of all rows up to each: where nothing earlier can still be going on.
const latest = [];
rows.forEach((row, index) => latest.push(Math.max(row.end, index ? latest[index - 1] : 0)));

// The last row that has begun at a time; -1 before the first.
function rowAt(ms) {
  let low = 0, high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].start <= ms) low = middle + 1; else high = middle;
  }
  return low - 1;
}

// All lines that are being spoken at a time.
function linesAt(ms) {
  const found = [];
  for (let index = rowAt(ms); index >= 0 && latest[index] > ms; index--) {
    const row = rows[index];
    if (row.kind === LINE && row.end > ms) found.push(row);
  }
  return found;
}

// A line's words as [offset in the text, length, start, end].
function wordsOf(row) {
  const found = [];
  let offset = 0;
  for (let at = 0; at + 3 < (row.words || []).length; at += 4) {
    offset += row.words[at];
    const length = row.words[at + 1], start = row.start + row.words[at + 2];
    found.push([offset, length, start, start + row.words[at + 3]]);
    offset += length;
  }
  return found;
}

// The number of the word that is being spoken, or was last, at a time; -1 before the first.
function wordAt(row, ms) {
  const words = wordsOf(row);
  let found = -1;
  words.forEach((word, number) => { if (word[2] <= ms) found = number; });
  return found >= 0 && ms <= words[found][3] + 400 ? found : -1;
}

// `before`: the row shown above it, whose speaker's name need not be said again.
function rowElement(row, before) {
  if (row.kind !== LINE) return asideElement(row);
  const first = !before || before.kind !== LINE || before.speaker !== row.speaker;
  const made = element("div", `line s${row.speaker}${first ? " first" : ""}`);
  made.id = row.anchor;
  made.setAttribute("role", "listitem");
  made.setAttribute("aria-posinset", row.index + 1);
  made.setAttribute("aria-setsize", rows.length);
  const name = DATA.names[row.speaker];
  const at = element("button", "at", clock(row.start));
  at.type = "button";
  at.setAttribute("aria-label", `Play ${name} from ${clock(row.start)}`);
  const body = element("div", "text");
  const said = element("span", first ? "name" : "name hidden");
  said.append(element("bdi", "", name));
  body.append(said, textElement(row));
  made.append(at, body);
  return made;
}

function textElement(row) {
  const made = element("span", "words");
  made.dir = "auto";
  let at = 0;
  wordsOf(row).forEach(([offset, length], number) => {
    if (offset > at) made.append(row.text.slice(at, offset));
    const word = element("span", "w", row.text.slice(offset, offset + length));
    word.dataset.word = number;
    made.append(word);
    at = offset + length;
  });
  if (at < row.text.length) made.append(row.text.slice(at));
  if (!at) made.classList.add("w");
  return made;
}

function asideElement(row) {
  const made = element("div", row.kind === GAP ? "aside gap" : "aside note");
  made.id = row.anchor;
  made.setAttribute("role", "listitem");
  const times = row.kind === GAP ? `${clock(row.start)} – ${clock(row.end)}` : clock(row.start);
  const body = element("span", "body");
  body.dir = "auto";
  if (row.kind === NOTE) {
    body.append(element("b", "", "Note by "), element("bdi", "", DATA.names[row.speaker]), ": ");
  }
  body.append(row.text);
  made.append(element("time", "", times), body);
  return made;
}
