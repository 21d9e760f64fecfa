/** A supervisor's PIN at rest: slow to try (PBKDF2-HMAC-SHA-256), and each failure makes the next wait longer. */
export interface PinRecord {
  salt: Uint8Array<ArrayBuffer>;
  rounds: number;
  hash: Uint8Array<ArrayBuffer>;
  failures: number;
  /** Milliseconds since 1970 before which no PIN is tried. */
  wait: number;
}

const ROUNDS = 600_000;

/** Whether a PIN is long enough: digits, so that gloves can type it. */
export function isLongEnough(pin: string): boolean {
  return /^[0-9]{6,32}$/.test(pin);
}

async function derive(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, key, 256),
  );
}

/** A record for a new PIN. */
export async function record(pin: string): Promise<PinRecord> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, rounds: ROUNDS, hash: await derive(pin, salt, ROUNDS), failures: 0, wait: 0 };
}

/** Tries a PIN: whether it opens, and the record to keep now. From the third failure on each wait is twice the last. */
export async function tryPin(pin: string, kept: PinRecord, now: number): Promise<{ opens: boolean; kept: PinRecord }> {
  if (now < kept.wait) return { opens: false, kept };
  const hash = await derive(pin, kept.salt, kept.rounds);
  const differs = hash.reduce((sum, byte, at) => sum | (byte ^ (kept.hash[at] ?? 256)), 0);
  if (differs === 0) return { opens: true, kept: { ...kept, failures: 0, wait: 0 } };
  const failures = kept.failures + 1;
  const seconds = failures < 3 ? 1 : Math.min(30 * 2 ** (failures - 3), 3600);
  return { opens: false, kept: { ...kept, failures, wait: now + seconds * 1000 } };
}
