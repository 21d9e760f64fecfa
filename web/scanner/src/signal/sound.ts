import type { Face } from "../verdict/answer";

/** Notes of a signal: pitch in hertz, start and length in seconds. Each face has its own number, direction and colour. */
type Note = readonly [pitch: number, start: number, length: number];

const NOTES: Record<Face | "caution", { wave: OscillatorType; notes: readonly Note[] }> = {
  pass: { wave: "sine", notes: [[880, 0, 0.12], [1319, 0.13, 0.22]] },
  caution: { wave: "sine", notes: [[880, 0, 0.12], [1319, 0.13, 0.12], [880, 0.26, 0.22]] },
  part: { wave: "triangle", notes: [[880, 0, 0.12], [880, 0.17, 0.12], [1175, 0.34, 0.2]] },
  fail: { wave: "square", notes: [[220, 0, 0.3], [156, 0.34, 0.42]] },
  doubt: { wave: "triangle", notes: [[523, 0, 0.1], [523, 0.2, 0.1], [523, 0.4, 0.1]] },
};

/** Patterns of vibration in milliseconds: on, off, on … */
const BUZZES: Record<Face | "caution", number[]> = {
  pass: [80],
  caution: [80, 80, 200],
  part: [80, 80, 80],
  fail: [400, 120, 400],
  doubt: [120, 120, 120, 120, 120],
};

/** Sound and vibration. Browsers allow sound only after a touch. */
export class Signals {
  #audio: AudioContext | null = null;

  /** To be called from a touch or a key: whether a sound is heard from now on. */
  async wake(): Promise<boolean> {
    if (typeof AudioContext === "undefined") return true;
    this.#audio ??= new AudioContext();
    if (this.#audio.state === "suspended") await this.#audio.resume().catch(() => {});
    return this.#audio.state === "running";
  }

  /** Gives the signal of a face. */
  give(face: Face | "caution", by: { sound: boolean; vibration: boolean }): void {
    if (by.vibration && "vibrate" in navigator) navigator.vibrate(BUZZES[face]);
    const audio = this.#audio;
    if (!by.sound || audio?.state !== "running") return;
    const { wave, notes } = NOTES[face];
    const loud = wave === "square" ? 0.16 : 0.35;
    for (const [pitch, start, length] of notes) {
      const from = audio.currentTime + start;
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      tone.type = wave;
      tone.frequency.value = pitch;
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(loud, from + 0.01);
      gain.gain.setValueAtTime(loud, from + length - 0.03);
      gain.gain.linearRampToValueAtTime(0, from + length);
      tone.connect(gain).connect(audio.destination);
      tone.start(from);
      tone.stop(from + length);
    }
  }
}
