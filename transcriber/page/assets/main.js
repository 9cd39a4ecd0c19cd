// Everything is tied together here: clicks, keys, the hash, what moves while sound plays.
function rowOf(target) {
  const made = target.closest(".line, .aside");
  return made && byAnchor.get(made.id);
}

list.root.addEventListener("click", (event) => {
  const row = rowOf(event.target);
  if (!row || String(getSelection())) return;
  const word = event.target.closest(".w");
  if (word) {
    follow.on = true;
    player.hear(word.dataset.word ? wordsOf(row)[Number(word.dataset.word)][2] : row.start);
  } else if (event.target.closest(".at")) {
    follow.on = true;
    player.hear(row.start);
  }
});
list.filled.push(() => { if (search.text) search.paint(); });

const seek = byId("seek");
seek.max = Math.ceil(DATA.duration / 1000);
byId("length").textContent = clock(DATA.duration);

function draw() {
  const now = player.now;
  byId("now").textContent = clock(now);
  seek.value = now / 1000;
  seek.setAttribute("aria-valuetext", `${clock(now)} of ${clock(DATA.duration)}`);
  byId("playhead").style.left = `${(100 * now) / DATA.duration}%`;
  byId("play").textContent = player.playing ? "❚❚" : "▶";
  byId("play").setAttribute("aria-label", player.playing ? "Pause" : "Play");
  for (const name of ["play", "speed"]) byId(name).disabled = !DATA.sound;
  follow.draw();
  follow.offer();
}

let ticking = false;
function tick() {
  draw();
  ticking = player.playing;
  if (ticking) requestAnimationFrame(tick);
}
player.listeners.push(() => { if (!ticking) tick(); });

seek.addEventListener("input", () => { follow.on = true; player.seek(Number(seek.value) * 1000); showPosition(); });
function showPosition() {
  const near = follow.near();
  if (near && follow.on) list.go(near);
}

byId("play").addEventListener("click", () => player.toggle());
byId("back").addEventListener("click", () => player.seek(player.now - 5000));
byId("forward").addEventListener("click", () => player.seek(player.now + 5000));
byId("follow").addEventListener("click", () => follow.back());
byId("speed").addEventListener("change", (event) => player.speed(Number(event.target.value)));

const tracks = byId("tracks"), pointer = byId("pointer");
const timeAt = (event) => {
  const box = tracks.getBoundingClientRect();
  return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * DATA.duration;
};
tracks.addEventListener("click", (event) => { follow.on = true; player.seek(timeAt(event)); showPosition(); });
tracks.addEventListener("pointermove", (event) => {
  const ms = timeAt(event);
  pointer.hidden = false;
  pointer.style.left = `${(100 * ms) / DATA.duration}%`;
  pointer.firstElementChild.textContent = clock(ms);
});
tracks.addEventListener("pointerleave", () => { pointer.hidden = true; });

byId("lanes").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) filter.toggle(Number(button.dataset.speaker));
});
byId("everybody").addEventListener("click", () => filter.clear());
byId("show-lanes").addEventListener("click", () => setLanes(byId("lanes").hidden));
byId("show-transcript").addEventListener("click", () => setView("transcript"));
byId("show-minutes").addEventListener("click", () => setView("minutes"));
byId("theme").addEventListener("click", turnTheme);
byId("help").addEventListener("click", () => byId("keys").showModal());

let typed = 0;
byId("query").addEventListener("input", (event) => {
  clearTimeout(typed);
  typed = setTimeout(() => search.run(event.target.value), 120);
});
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  if (folded(byId("query").value.trim()).text !== search.text) search.run(byId("query").value);
  else search.step(1);
});
byId("query").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); search.step(-1); }
});
byId("previous-hit").addEventListener("click", () => search.step(-1));

for (const event of ["wheel", "touchmove"]) {
  addEventListener(event, (moved) => { if (!moved.target.closest?.("aside, .dock")) follow.off(); }, { passive: true });
}

function stepLine(by) {
  const lines = list.shown.filter((row) => row.kind === LINE);
  const now = player.now;
  const next = by > 0 ? lines.find((row) => row.start > now + 1) : lines.findLast((row) => row.start < now - (player.playing ? 1500 : 1));
  if (!next) return;
  follow.on = true;
  player.seek(next.start);
  list.go(next);
}

function stepSpeed(by) {
  const speed = byId("speed");
  speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + by, 0), speed.length - 1);
  player.speed(Number(speed.value));
}

function escape() {
  byId("query").value = "";
  search.run("");
  filter.clear();
  document.activeElement.blur();
}

const KEYS = {
  " ": () => player.toggle(),
  k: () => player.toggle(),
  ArrowLeft: () => player.seek(player.now - 5000),
  ArrowRight: () => player.seek(player.now + 5000),
  j: () => stepLine(-1),
  l: () => stepLine(1),
  "<": () => stepSpeed(-1),
  ">": () => stepSpeed(1),
  "/": () => { setView("transcript"); byId("query").focus(); byId("query").select(); },
  n: (event) => search.step(event.shiftKey ? -1 : 1),
  f: () => follow.back(),
  s: () => setLanes(byId("lanes").hidden),
  m: () => {
    setView(document.body.dataset.view === "minutes" ? "transcript" : "minutes");
    byId(document.body.dataset.view).focus();
  },
  t: turnTheme,
  "?": () => byId("keys").showModal(),
  Escape: escape,
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || byId("keys").open) return;
  const field = event.target.closest?.("input, select, textarea");
  if (field && event.key !== "Escape") return;
  if (event.key === " " && event.target.closest?.("button, a")) return;
  if (!byId("single").checked && event.key !== "Escape") return;
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action(event);
});

addEventListener("hashchange", () => arrive(location.hash.slice(1)));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || !byAnchor.has(link.hash.slice(1))) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  arrive(link.hash.slice(1));
});
addEventListener("beforeprint", () => list.print(true));
addEventListener("afterprint", () => list.print(false));
addEventListener("resize", measureDock);

lastTheme();
if (matchMedia("(max-width: 60rem)").matches || !rows.length) setLanes(false);
measureDock();
list.show(rows);
draw();
if (location.hash) arrive(location.hash.slice(1));
requestAnimationFrame(() => setTimeout(() => performance.mark("transcriber-ready")));
