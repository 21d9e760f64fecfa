/** @chop/verifier: verify digital personal documents with no network. */

/** What a WebAssembly module can be made of. Nothing is fetched from here: a `Response` is the caller's. */
export type WasmSource =
  | BufferSource
  | WebAssembly.Module
  | Response
  | Promise<BufferSource | WebAssembly.Module | Response>;

/** A moment: a `Date`, RFC 3339, or seconds since 1970. */
export type Moment = Date | string | number;

export type Language = 'en' | 'zh-Hant' | 'zh-Hans';
export type Verdict = 'verified' | 'not_in_force' | 'undecided' | 'rejected';
export type Level = '1' | '1P' | '2' | '2P';

/** A JSON value of a claim. */
export type ClaimValue = null | boolean | number | string | ClaimValue[] | { [name: string]: ClaimValue };
export type Claims = { [element: string]: ClaimValue };

/** The department that issued, as the trust bundle names it. */
export interface Issuer {
  kid: string;
  name: string;
}

/** One document of several. */
export interface ShownDocument {
  kind: string | null;
  type: string;
  issuer: Issuer;
  claims: Claims;
  device_elements?: DeviceElements;
}

/** What the holder's device says by itself, by name space and element. The issuer did not sign it. */
export type DeviceElements = Record<string, Record<string, unknown>>;

/** The object of `chop verify --json`: spec/verify-result-1.schema.json. Decide by `verdict`, never by `claims`. */
export interface VerifyResult {
  schema: 'chop-verify-result-1';
  verdict: Verdict;
  /** Stable; `ok` with `verified` and nothing else. */
  code: string;
  genuine: boolean | null;
  in_force: 'yes' | 'partly' | 'no' | 'unknown' | null;
  level: Level | null;
  kind: string | null;
  issuer: Issuer | null;
  claims: Claims | null;
  cautions: string[];
  valid_until: string | null;
  checked_at?: string;
  as_of?: string;
  replay: 'recorded' | 'seen' | 'unchecked' | 'not_recorded' | 'not_applicable' | null;
  entitlements?: string[];
  type?: string;
  device_elements?: DeviceElements;
  documents?: ShownDocument[];
  message: string;
  advice: string | null;
}

/** What a screen says of a result, in the language asked for; identity numbers masked. */
export interface Words {
  verdict: string;
  message: string;
  advice: string | null;
  documents: {
    name: string;
    issuer: string;
    rows: { id: string; label: string; text: string; picture: string | null }[];
    note: string | null;
  }[];
  in_force: { word: string; entitlements: { code: string; label: string }[] } | null;
  level: { level: Level; words: string; stops: string; does_not_stop: string } | null;
  cautions: { code: string; sentence: string }[];
  when: string;
}

export interface Scan {
  result: VerifyResult;
  /** Null where nothing could be judged: then `result` has the sentence. */
  words: Words | null;
}

export interface VerifyOptions {
  /** The time of judging. */
  at: Moment;
  /** Judge as of `at` instead of now: nothing is remembered. */
  asOf?: boolean;
  lang?: Language | string;
  /** This door's site audience, 8 bytes in hex: only codes made for it are accepted. */
  site?: string;
  /** An open challenge, 16 bytes in hex, with `audience`: only its answer is accepted. */
  challenge?: string;
  /** The verifier's identifier in hex with `challenge`; its client_id or origin with `nonce`. */
  audience?: string;
  /** The nonce that an SD-JWT or W3C presentation must answer. */
  nonce?: string;
  /** `none`: judge a document that nobody proved to hold. */
  holder?: 'required' | 'none';
  /** It must answer the challenge opened here by `challenge()`, in its time and once. */
  answering?: boolean;
  /** Milliseconds on a clock that nobody sets, with `answering`; `performance.now()` if left out. */
  elapsed?: number;
}

export interface ChallengeOptions {
  /** What the holder reads, at most 48 characters. */
  purpose: string;
  elements: string[];
  kind?: string;
  /** Seconds, at most 120. */
  ttl?: number;
  at: Moment;
  /** The verifier's P-256 key; the private half may be one that cannot be exported. */
  key?: CryptoKeyPair;
  /** Instead of `key`: the public key as SPKI, and who signs (ECDSA over SHA-256, 64 bytes). */
  publicKey?: Uint8Array;
  sign?: (bytes: Uint8Array) => Promise<Uint8Array>;
  elapsed?: number;
}

/** A challenge that is open: show `text` as a QR code. */
export interface OpenChallenge {
  text: string;
  challenge: string;
  audience: string;
  ttl: number;
}

export interface Trust {
  version: number;
  lineage: string;
  pinned: boolean;
  /** All times are seconds since 1970. */
  issued_at: number;
  next_update: number;
  expires_at: number;
  /** From here on every verdict carries the caution `trust.ageing`. */
  soft_expiry: number;
  /** From here on nothing is decided. */
  hard_expiry: number;
  age_seconds: number;
  age: 'fresh' | 'ageing' | 'stale';
  /** This device's clock is behind the bundle or behind what it was. */
  clock_doubtful: boolean;
  issuers: { kid: string; name: string; proven: boolean }[];
}

/** Something with a stable code: `error.code`. */
export class ChopError extends Error {
  readonly code: string;
}

export interface Verifier {
  /** Judges the text of a symbol, exactly as it was carried, or the bytes of a file or of frames. */
  verify(shown: string | Uint8Array, options: VerifyOptions): VerifyResult;
  /** The same, with the words for a screen. */
  scan(shown: string | Uint8Array, options: VerifyOptions): Scan;
  /** Level 2: asks first. It is open from now on, once, for `ttl` seconds. */
  challenge(options: ChallengeOptions): Promise<OpenChallenge>;
  trust(options: { at: Moment; lang?: Language | string }): Trust;
  /** A newer bundle; on a refusal the old one goes on. */
  renew(options: { bundle: Uint8Array; root?: Uint8Array; at: Moment }): void;
  /** A status list newer than the bundle's. */
  takeList(list: Uint8Array, options: { at: Moment }): void;
  /**
   * What must be remembered until the next shift: versions, times and, unless `codes` is false, digests of codes that
   * can still count. Nothing of any person. Keep it after each scan, or without `codes`; a verifier that begins without
   * them refuses codes made before it began.
   */
  exportState(options?: { codes?: boolean }): string;
  /** Gives its memory back. */
  free(): void;
}

/** Loads verifier.wasm once. */
export function load(wasm: WasmSource): Promise<void>;

export function openVerifier(options: {
  /** Not needed after `load`. */
  wasm?: WasmSource;
  bundle: Uint8Array;
  /** A root file, or a bundle received by a way one trusts. Without it every verdict says `trust.unpinned`. */
  root?: Uint8Array;
  /** What `exportState` gave. */
  state?: string;
  at: Moment;
}): Promise<Verifier>;

/** Sentence and advice of a stable code. */
export function explain(code: string, lang?: Language | string): { sentence: string; advice: string | null };

/** What is in a text or file. Nothing of it is verified. */
export function inspect(shown: string | Uint8Array): { verified: false; what: string; content: ClaimValue } | null;
