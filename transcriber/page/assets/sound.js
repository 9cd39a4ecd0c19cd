// The sound: embedded, beside, or none. Without any, a position can still be set and is shown.
//
// Where one is, is `position` until the sound has been put there: a sound knows its length some time before
// it says so, and is at its beginning then, whatever was asked for meanwhile.
const player = {
  audio: null,
  placed: false,
  position: 0,
  listeners: [],
  get playing() { return Boolean(this.audio) && !this.audio.paused; },
  get now() { return this.placed ? this.audio.currentTime * 1000 : this.position; },
  changed() { for (const listener of this.listeners) listener(); },

  // The embedded sound is unpacked when somebody first wants it: a page to be read opens faster.
  prepare() {
    if (this.audio || !DATA.sound) return;
    const audio = new Audio();
    audio.preload = "metadata";
    audio.src = DATA.sound.url || URL.createObjectURL(unpacked(byId("sound").textContent, DATA.sound.type));
    audio.playbackRate = Number(byId("speed").value);
    audio.defaultPlaybackRate = audio.playbackRate;
    audio.addEventListener("loadedmetadata", () => {
      audio.currentTime = this.position / 1000;
      this.placed = true;
    });
    for (const event of ["play", "pause", "seeked", "timeupdate", "ended"]) {
      audio.addEventListener(event, () => this.changed());
    }
    audio.addEventListener("error", () => {
      byId("silent").textContent = DATA.sound.url
        ? `The sound ${decodeURIComponent(DATA.sound.url)} cannot be played: it should lie beside this page.`
        : "This browser cannot play the sound in this page (Ogg Opus): try another one.";
      byId("silent").hidden = false;
      this.position = this.now;
      this.placed = false;
      this.audio = null;
      DATA.sound = null;
      this.changed();
    });
    this.audio = audio;
  },

  seek(ms) {
    this.position = Math.min(Math.max(ms, 0), DATA.duration);
    this.prepare();
    if (this.placed) this.audio.currentTime = this.position / 1000;
    this.changed();
  },

  play() {
    this.prepare();
    if (this.audio) this.audio.play().catch(() => this.changed());
  },

  toggle() {
    if (this.playing) { this.position = this.now; this.audio.pause(); } else this.play();
  },

  hear(ms) {
    this.seek(ms);
    this.play();
  },

  speed(rate) {
    if (this.audio) { this.audio.playbackRate = rate; this.audio.defaultPlaybackRate = rate; }
  },
};

function unpacked(base64, type) {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return new Blob([bytes], { type });
}
