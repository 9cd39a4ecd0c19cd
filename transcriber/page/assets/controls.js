// What a reader sets: which speakers are shown, the scheme, what is seen on a narrow screen, following.
const filter = {
  chosen: new Set(),

  toggle(speaker) {
    if (!this.chosen.delete(speaker)) this.chosen.add(speaker);
    this.apply();
  },

  clear() {
    if (!this.chosen.size) return;
    this.chosen.clear();
    this.apply();
  },

  shows(row) {
    return !this.chosen.size || this.chosen.has(row.speaker) || (row.kind === GAP && row.speaker < 0);
  },

  apply() {
    const from = list.top();
    list.show(rows.filter((row) => this.shows(row)));
    for (const button of byId("lanes").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", this.chosen.has(Number(button.dataset.speaker)));
    }
    byId("tracks").querySelectorAll(".lane").forEach((lane, number) => {
      lane.classList.toggle("off", this.chosen.size > 0 && !this.chosen.has(number));
    });
    byId("filtered").hidden = !this.chosen.size;
    const names = [...this.chosen].map((speaker) => DATA.names[speaker]);
    byId("filtered").firstElementChild.textContent = `Only ${names.join(", ")}.`;
    const next = from && list.shown.find((row) => row.index >= from.index);
    if (next && next !== list.shown[0]) list.go(next, "start");
    if (search.text) search.run(byId("query").value);
    follow.draw();
  },
};

// The page goes along with what is said until the reader scrolls away.
const follow = {
  on: true,
  last: null,

  off() {
    this.on = false;
    this.offer();
  },

  offer() { byId("follow").hidden = this.on || !player.playing; },

  back() {
    this.on = true;
    this.last = null;
    this.draw();
    const near = this.near();
    if (near) list.go(near);
  },

  near() {
    const at = rowAt(player.now);
    for (let index = Math.max(at, 0); index < rows.length; index++) {
      if (list.place.has(rows[index])) return rows[index];
    }
    return null;
  },

  // Marks what is being said, and scrolls to it when it is new.
  draw() {
    const now = player.now;
    for (const marked of list.root.querySelectorAll(".now")) marked.classList.remove("now");
    if (!player.playing && now === 0) return;
    const lines = linesAt(now).filter((row) => list.place.has(row));
    const newest = lines[0];
    if (newest && newest !== this.last && this.on && player.playing) {
      const made = list.elementOf(newest);
      const box = made.getBoundingClientRect();
      const dock = byId("dock").getBoundingClientRect().top;
      if (box.top < 90 || box.bottom > dock - 90) list.go(newest);
      this.last = newest;
    }
    for (const row of lines) {
      const made = list.seen(row);
      if (!made) continue;
      made.classList.add("now");
      const word = made.querySelector(`.w[data-word="${wordAt(row, now)}"]`);
      if (word) word.classList.add("now");
    }
  },
};

function setView(view) {
  document.body.dataset.view = view;
  byId("show-transcript").setAttribute("aria-pressed", view === "transcript");
  byId("show-minutes").setAttribute("aria-pressed", view === "minutes");
}

function setLanes(open) {
  byId("lanes").hidden = !open;
  byId("show-lanes").setAttribute("aria-expanded", open);
  measureDock();
}

// What the dock covers must be reachable by scrolling.
function measureDock() {
  document.documentElement.style.setProperty("--dock", `${byId("dock").offsetHeight}px`);
}

function turnTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("transcriber-theme", root.dataset.theme); } catch { /* a page may have no storage */ }
}

function lastTheme() {
  try {
    const theme = localStorage.getItem("transcriber-theme");
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  } catch { /* then it is the system's */ }
}

// To a line by its anchor, as citations and links from elsewhere name it.
function arrive(anchor) {
  const row = byAnchor.get(anchor);
  if (!row) return;
  setView("transcript");
  if (!list.place.has(row)) filter.clear();
  follow.off();
  const made = list.go(row);
  made.classList.remove("target");
  void made.offsetWidth; // so that the animation begins anew
  made.classList.add("target");
  made.querySelector("button")?.focus({ preventScroll: true });
  if (!player.playing) player.seek(row.start);
}
