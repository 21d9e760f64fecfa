import kinds from "virtual:kinds";
import { Look, negotiate, type Texts } from "@chop/kit";
import type { OpenChallenge, Trust } from "@chop/verifier";
import { Core } from "../core/client";
import { Camera } from "../input/camera.svelte";
import * as counting from "../keep/counts";
import { newKey } from "../keep/report";
import { DEFAULTS, restore, type Settings } from "../keep/settings";
import type { Store } from "../keep/store";
import { fetchList, fetchRoot, untilNext, type Fetched } from "../keep/trust";
import { Awake } from "../signal/awake";
import { Signals } from "../signal/sound";
import { answer, undecided, withoutFacts, type Answer } from "../verdict/answer";
import { ClockWatch } from "./clock";

/** The screens. `scan` is the one that a shift is spent on. */
export type View =
  | "start" | "scan" | "manual" | "group" | "ask" | "more" | "training" | "shift" | "trust" | "settings" | "keyboard"
  | "privacy" | "check" | "help";

/** Where a text came from. */
export type From = "camera" | "wedge" | "picture";

/** What anything personal may stay for, in milliseconds. */
export const FACTS_STAY = 5_000;
/** An answer is shown at least so long before the next code takes its place. */
const LEAST = 900;
/** A code that was in view so short a time ago is still the one that was answered. */
const SAME = 3_000;

/** A group that comes in together. */
export interface Group {
  of: number;
  count: number;
}

/** One thing that can be taken back. */
interface Step {
  what: counting.Count;
  hour: string;
  group: boolean;
}

/** A shift at a door: everything that the screens show, and the one place where a text becomes an answer. */
export class Session {
  readonly texts: Texts;
  readonly look = new Look();
  readonly signals = new Signals();
  readonly camera: Camera;
  readonly core: Core;
  readonly store: Store;
  readonly #awake = new Awake();
  readonly clock = new ClockWatch(Date.now(), performance.now());

  view = $state<View>("start");
  settings = $state.raw<Settings>(DEFAULTS);
  /** What fills the screen. Raw: no proxy keeps a copy of what is dropped. */
  shown = $state.raw<Answer | null>(null);
  training = $state(false);
  /** Grows with each answer, so that the screen says it anew. */
  shownNumber = $state(0);
  engine = $state<"loading" | "ready" | "failed">("loading");
  trust = $state.raw<Trust | null>(null);
  trustNews = $state<"got" | "kept" | "no-network" | "refused" | null>(null);
  counts = $state.raw<counting.Counts>(counting.begin(Date.now()));
  group = $state.raw<Group | null>(null);
  request = $state.raw<(OpenChallenge & { until: number }) | null>(null);
  requestFault = $state(false);
  storeBroken = $state(false);
  clockDoubtful = $state(false);
  now = $state(Date.now());
  lightMissing = $state(false);
  reading = $state(false);
  soundReady = $state(false);
  canUndo = $state(false);
  #steps: Step[] = [];
  #salt = crypto.getRandomValues(new Uint8Array(16));
  #last = { mark: "", seen: 0 };
  #candidate = { text: "", times: 0 };
  #shownAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetching: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #key: CryptoKeyPair | null = null;

  constructor(texts: Texts, store: Store, worker: () => Worker) {
    this.texts = texts;
    this.store = store;
    this.core = new Core(worker, () => void this.#openDoor());
    this.camera = new Camera((frame) => this.#frame(frame));
  }

  /** Takes up what was kept, opens the verifier, and begins to watch clock and page. */
  async begin(): Promise<void> {
    const kept = await this.store.get("settings");
    this.settings = restore(kept);
    this.#apply();
    this.counts = (await this.store.get("counts")) ?? counting.begin(Date.now());
    await this.#openDoor();
    setInterval(() => this.#tick(), 1000);
    document.addEventListener("visibilitychange", () => this.#visible());
    addEventListener("blur", () => this.#dropFacts());
    addEventListener("pagehide", () => this.next());
    this.#fetchLater();
    // A device that has been started before goes on where it is needed; the first start asks for the camera by a touch.
    if (kept !== undefined && this.trust !== null && (await mayUseCamera())) this.go("scan");
  }

  /** A touch or a key: sound is allowed from now on. */
  async touched(): Promise<void> {
    if (!this.soundReady) this.soundReady = await this.signals.wake();
  }

  /** Begins to scan, from the first screen. */
  async start(camera: boolean): Promise<void> {
    this.go("scan");
    await this.set({ camera });
    if (!camera) this.camera.stop();
    else if (this.camera.state === "off") await this.camera.start();
  }

  /** Opens the verifier with the list that is kept; without one, with the list that is served. */
  async #openDoor(): Promise<void> {
    this.engine = "loading";
    try {
      const kept = await this.store.get("bundle");
      if (kept !== undefined) await this.#open(kept);
      await this.refreshTrust();
      this.trustNews = null;
      this.engine = "ready";
    } catch {
      this.engine = "failed";
    }
  }

  /** Opens a list under the root that is kept, or else fixes the root: the one that is served, or the list's own. */
  async #open(bundle: Uint8Array): Promise<string | null> {
    const kept = await this.store.get("root");
    const root = kept ?? (await fetchRoot())?.bytes ?? bundle;
    const state = (await this.store.get("state")) ?? null;
    const { fault, state: begun } = await this.core.ask("open", { name: "door", root, bundle, state, at: seconds() });
    // When the memory began is a part of it: a device that starts again before its first scan has missed nothing.
    if (begun !== null) await this.store.put({ state: begun, ...(kept === undefined ? { root } : {}) });
    await this.#lookAtTrust();
    return fault;
  }

  async #lookAtTrust(): Promise<void> {
    const lang = this.texts.language;
    this.trust = await this.core.ask("trust", { name: "door", at: seconds(), lang });
    if (this.trust?.clock_doubtful === true) this.clockDoubtful = true;
  }

  /** Looks for a newer list. What is there already stays in use whenever the new one is missing or refused. */
  async refreshTrust(): Promise<void> {
    const fetched = await fetchList();
    if (fetched === null) {
      this.trustNews = "no-network";
      return;
    }
    if (fetched.served !== null) this.clock.compare(fetched.served, Date.now());
    await this.takeTrust(fetched);
    this.#watchClock();
  }

  /** Takes a list, from the network or from a file. */
  async takeTrust({ bytes }: Pick<Fetched, "bytes">): Promise<void> {
    const before = this.trust?.version ?? -1;
    const at = seconds();
    const { fault } =
      this.trust === null
        ? { fault: await this.#open(bytes) }
        : await this.core.ask("renew", { name: "door", bundle: bytes, at });
    if (fault === null) {
      await this.store.put({ bundle: bytes });
      await this.#lookAtTrust();
    }
    this.trustNews = fault !== null ? "refused" : (this.trust?.version ?? -1) > before ? "got" : "kept";
  }

  #fetchLater(): void {
    clearTimeout(this.#fetching);
    const wait = untilNext(crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32);
    this.#fetching = setTimeout(async () => {
      // Never while somebody stands there.
      while (this.shown !== null || this.#busy || Date.now() - this.#last.seen < 30_000) await pause(5_000);
      await this.refreshTrust();
      this.trustNews = null;
      this.#fetchLater();
    }, wait);
  }

  // ---- settings -------------------------------------------------------------------------------------------------

  /** Changes settings and keeps them. */
  async set(changes: Partial<Settings>): Promise<void> {
    this.settings = { ...this.settings, ...changes };
    this.#apply();
    await this.store.put({ settings: this.settings });
    if (changes.language !== undefined) await this.#lookAtTrust();
  }

  #apply(): void {
    this.texts.language = this.settings.language ?? negotiate(navigator.languages);
    this.look.choice = this.settings.theme;
    this.look.large = this.settings.large;
  }

  /** The key of this device, made when it is first needed. */
  async key(): Promise<CryptoKeyPair> {
    this.#key ??= (await this.store.get("key")) ?? null;
    if (this.#key === null) {
      this.#key = await newKey();
      await this.store.put({ key: this.#key });
    }
    return this.#key;
  }

  /** Forgets everything that this device keeps, and begins anew. */
  async erase(): Promise<void> {
    this.camera.stop();
    await this.store.erase();
    location.reload();
  }

  // ---- screens --------------------------------------------------------------------------------------------------

  /** Goes to a screen. The camera runs on the screen for scanning alone. */
  go(view: View): void {
    this.next();
    this.view = view;
    if (view === "scan") void this.#watch();
    else this.#unwatch();
  }

  async #watch(): Promise<void> {
    void this.#awake.keep();
    if (!this.settings.camera || this.camera.state === "on" || this.camera.state === "opening") return;
    await this.camera.start();
    this.lightMissing = false;
  }

  #unwatch(): void {
    this.camera.stop();
    if (this.view !== "ask") void this.#awake.rest();
  }

  /** Light on or off; a camera without one says so. */
  async light(): Promise<void> {
    if (this.camera.light === null) this.lightMissing = !this.lightMissing;
    else await this.camera.setLight(!this.camera.light);
  }

  // ---- a scan ---------------------------------------------------------------------------------------------------

  async #frame(picture: ImageBitmap): Promise<void> {
    if (this.view !== "scan" || document.visibilityState !== "visible") {
      picture.close();
      return;
    }
    const texts = await this.core.ask("read", { picture }, [picture]).catch(() => []);
    const text = choose(texts);
    if (text === null) return;
    // A poster that the camera passes is no code that somebody shows: anything else than a document counts in rest.
    this.#candidate = { text, times: text === this.#candidate.text ? this.#candidate.times + 1 : 1 };
    if (!isDocument(text) && this.#candidate.times < 4) return;
    await this.scan(text, "camera");
  }

  /** Reads a picture that was chosen or pasted. */
  async picture(file: Blob): Promise<void> {
    this.reading = true;
    try {
      const picture = await createImageBitmap(file).catch(() => null);
      if (picture === null) return await this.#explain("picture.format");
      const texts = await this.core.ask("read", { picture }, [picture]);
      const text = choose(texts);
      if (text === null) return await this.#explain("picture.no-code");
      await this.scan(text, "picture");
    } finally {
      this.reading = false;
    }
  }

  /** Judges a text and shows the answer. */
  async scan(text: string, from: From): Promise<void> {
    if (this.engine !== "ready" || this.#busy) return;
    this.#busy = true;
    try {
      const mark = await this.#mark(text);
      const now = Date.now();
      const inView = now - this.#last.seen < SAME;
      if (from === "camera") {
        if (mark === this.#last.mark && inView) {
          this.#last.seen = now;
          return;
        }
        if (this.shown !== null && performance.now() - this.#shownAt < LEAST) return;
      }
      await this.#judge(text, from === "camera" && inView);
      this.#last = { mark, seen: Date.now() };
    } catch {
      await this.#explain("input.unreadable").catch(() => {
        this.engine = "failed";
      });
    } finally {
      this.#busy = false;
    }
  }

  async #judge(text: string, stillInView: boolean): Promise<void> {
    this.#watchClock();
    if (this.clockDoubtful) return this.#explain("clock.doubtful");
    if (this.trust === null) return this.#withoutList();
    const answering = this.request !== null;
    const { scan, state } = await this.core.ask("verify", {
      name: "door",
      text,
      at: seconds(),
      lang: this.texts.language,
      site: this.settings.site,
      answering,
    });
    const { result } = scan;
    // The same phone, held up on while its code renewed itself: that holder has been answered and counted.
    if (stillInView && result.verdict === "verified" && result.cautions.includes("holder.again")) return;
    if (answering && result.verdict === "verified") this.request = null;
    const shown = answer(scan, (kind) => Object.hasOwn(kinds, kind));
    const what = COUNTED[shown.face];
    if (shown.head !== "head-unheld") this.#count(what, shown.face === "pass" || shown.face === "part");
    if (!(await this.store.put({ state, counts: this.counts }))) await this.store.forget("state");
    this.#show(shown, false);
  }

  /** Decides nothing, in the core's words for a code. */
  async #explain(code: string): Promise<void> {
    const { sentence, advice } = await this.core.ask("explain", { code, lang: this.texts.language });
    await this.#undecided(code, sentence, advice);
  }

  async #withoutList(): Promise<void> {
    const key = "start-trust-missing";
    await this.#undecided("trust.missing", this.texts.t(key), this.texts.advice(key));
  }

  async #undecided(code: string, message: string, advice: string | null): Promise<void> {
    this.#count("undecided", false);
    await this.store.put({ counts: this.counts });
    this.#show(undecided(code, message, advice), false);
  }

  /** Shows an answer; facts go after five seconds, and an answer that lets in goes with them. */
  #show(shown: Answer, training: boolean): void {
    clearTimeout(this.#timer);
    this.shown = shown;
    this.training = training;
    this.shownNumber += 1;
    this.#shownAt = performance.now();
    const caution = shown.face === "pass" && shown.cautions.some(({ code }) => code === "holder.again");
    this.signals.give(caution ? "caution" : shown.face, this.settings);
    this.#timer = setTimeout(() => {
      if (!training && (shown.face === "pass" || shown.face === "part")) this.next();
      else this.#dropFacts();
    }, FACTS_STAY);
  }

  /** Shows what practice came to. It is not counted. */
  practise(shown: Answer): void {
    this.#show(shown, true);
  }

  #dropFacts(): void {
    if (this.shown !== null) this.shown = withoutFacts(this.shown);
  }

  /** The next person: the answer is gone. */
  next(): void {
    clearTimeout(this.#timer);
    this.shown = null;
    this.training = false;
  }

  async #mark(text: string): Promise<string> {
    const bytes = new TextEncoder().encode(text);
    const salted = new Uint8Array(this.#salt.length + bytes.length);
    salted.set(this.#salt);
    salted.set(bytes, this.#salt.length);
    return String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", salted)));
  }

  // ---- counting -------------------------------------------------------------------------------------------------

  #count(what: counting.Count, comesIn: boolean): void {
    const now = Date.now();
    this.counts = counting.add(this.counts, what, now);
    const group = comesIn && this.group !== null;
    if (this.group !== null && group) this.group = { ...this.group, count: this.group.count + 1 };
    this.#steps = [...this.#steps.slice(-19), { what, hour: counting.hourOf(now), group }];
    this.canUndo = true;
  }

  /** Counts somebody without a phone. */
  async countByHand(comesIn: boolean): Promise<void> {
    this.#count(comesIn ? "manual" : "manual_refused", comesIn);
    await this.store.put({ counts: this.counts });
    this.signals.give(comesIn ? "pass" : "fail", this.settings);
  }

  /** Takes the last count back. */
  async undo(): Promise<void> {
    const step = this.#steps.pop();
    this.canUndo = this.#steps.length > 0;
    if (step === undefined) return;
    this.counts = counting.undo(this.counts, step.what, step.hour, Date.now());
    if (step.group && this.group !== null) this.group = { ...this.group, count: Math.max(0, this.group.count - 1) };
    this.next();
    await this.store.put({ counts: this.counts });
  }

  /** How many came in during this shift. */
  get cameIn(): number {
    return counting.total(this.counts, "in") + counting.total(this.counts, "part") + counting.total(this.counts, "manual");
  }

  /** Begins a shift with empty counters. */
  async newShift(): Promise<void> {
    this.counts = counting.begin(Date.now());
    this.#steps = [];
    this.canUndo = false;
    this.group = null;
    await this.store.put({ counts: this.counts });
  }

  // ---- asking first ---------------------------------------------------------------------------------------------

  /** Makes a request that a wallet answers (level 2). */
  async askFirst(kind: string, elements: string[], purpose: string): Promise<void> {
    this.request = null;
    this.requestFault = false;
    const asking = { name: "door" as const, kind, elements, purpose, at: seconds(), key: await this.key() };
    const { open } = await this.core.ask("challenge", asking).catch(() => ({ open: null }));
    if (open === null) this.requestFault = true;
    else this.request = { ...open, until: performance.now() + open.ttl * 1000 };
  }

  /** Lets the request go. */
  dropRequest(): void {
    this.request = null;
  }

  /** Seconds for which the request is still open. */
  get requestLeft(): number {
    void this.now;
    return this.request === null ? 0 : Math.max(0, Math.ceil((this.request.until - performance.now()) / 1000));
  }

  // ---- time and page --------------------------------------------------------------------------------------------

  #tick(): void {
    this.now = Date.now();
    this.#watchClock();
    if (this.now % 60_000 < 1000) void this.#lookAtTrust();
  }

  #watchClock(): void {
    this.clock.tick(Date.now(), performance.now());
    if (this.clock.doubtful) this.clockDoubtful = true;
  }

  /** Somebody looked at the clock of the device and set it. */
  async clockChecked(): Promise<void> {
    this.clock.checked(Date.now(), performance.now());
    this.clockDoubtful = false;
    this.next();
    await this.refreshTrust();
    this.trustNews = null;
    await this.#lookAtTrust();
    this.#watchClock();
  }

  #visible(): void {
    if (document.visibilityState === "visible") {
      this.clock.resume(Date.now(), performance.now());
      this.#watchClock();
      if (this.view === "scan") void this.#watch();
    } else {
      this.next();
      this.camera.stop();
    }
  }
}

const COUNTED = { pass: "in", part: "part", fail: "refused", doubt: "undecided" } as const;

async function mayUseCamera(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "camera" as PermissionName })).state === "granted";
  } catch {
    return false;
  }
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Whether a text can be a document: a code, a seal. */
function isDocument(text: string): boolean {
  return text.startsWith("PC1:") || text.startsWith("SEAL1:");
}

/** Of several symbols in a picture, the document. */
function choose(texts: readonly string[]): string | null {
  return texts.find(isDocument) ?? texts[0] ?? null;
}
