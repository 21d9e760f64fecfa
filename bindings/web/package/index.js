// @chop/verifier: the JavaScript around the module. It reshapes and decides nothing.
import init, { ChopVerifier, PreparedChallenge, inspect as inspectBytes, say } from './glue/verifier.js';

/** A refusal with a stable code. */
export class ChopError extends Error {
  constructor(code) {
    super(code);
    this.name = 'ChopError';
    this.code = code;
  }
}

let loaded;

/** Takes the bytes of verifier.wasm, a compiled module, or a response that has them. Nothing is fetched from here. */
export function load(wasm) {
  loaded ??= init({ module_or_path: wasm }).then(
    () => undefined,
    (error) => {
      loaded = undefined;
      throw error;
    },
  );
  return loaded;
}

const refused = (call) => {
  try {
    return call();
  } catch (thrown) {
    throw typeof thrown === 'string' ? new ChopError(thrown) : thrown;
  }
};

const ready = () => {
  if (!loaded) throw new ChopError('usage.not-loaded');
};

const seconds = (at) => {
  const milliseconds = at instanceof Date ? at.getTime() : typeof at === 'string' ? Date.parse(at) : NaN;
  const whole = typeof at === 'number' ? at : milliseconds / 1000;
  if (!Number.isFinite(whole)) throw new ChopError('usage.time');
  return Math.floor(whole);
};

const options = ({ at, asOf, lang, site, challenge, audience, nonce, holder, answering, elapsed }, words) =>
  JSON.stringify({
    at: seconds(at),
    as_of: asOf === true,
    lang: lang ?? 'en',
    site,
    challenge,
    audience,
    nonce,
    holder_optional: holder === 'none',
    elapsed_ms: answering ? Math.floor(elapsed ?? performance.now()) : undefined,
    words,
  });

/** A verifier for one shift. */
class Verifier {
  #module;

  constructor(module) {
    this.#module = module;
  }

  verify(shown, given) {
    return this.#judge(shown, given, false).result;
  }

  scan(shown, given) {
    return this.#judge(shown, given, true);
  }

  #judge(shown, given, words) {
    const asked = options(given, words);
    const call = () =>
      typeof shown === 'string' ? this.#module.verify(shown, asked) : this.#module.verify_bytes(shown, asked);
    return JSON.parse(refused(call));
  }

  async challenge({ key, sign, publicKey, kind, elements, purpose, ttl, at, elapsed }) {
    const spki = publicKey ?? new Uint8Array(await crypto.subtle.exportKey('spki', key.publicKey));
    const random = crypto.getRandomValues(new Uint8Array(16));
    const asked = JSON.stringify({ kind: kind ?? 'personal-code', elements, purpose, ttl: ttl ?? 120, at: seconds(at) });
    const prepared = refused(() => new PreparedChallenge(this.#module, asked, random, spki));
    const ecdsa = { name: 'ECDSA', hash: 'SHA-256' };
    const bySubtle = async (bytes) => new Uint8Array(await crypto.subtle.sign(ecdsa, key.privateKey, bytes));
    const signature = await (sign ?? bySubtle)(prepared.to_be_signed());
    const start = BigInt(Math.floor(elapsed ?? performance.now()));
    return JSON.parse(refused(() => prepared.open(this.#module, signature, start)));
  }

  renew({ bundle, root, at }) {
    refused(() => this.#module.renew(bundle, root, BigInt(seconds(at))));
  }

  takeList(list, { at }) {
    refused(() => this.#module.take_list(list, BigInt(seconds(at))));
  }

  trust({ at, lang }) {
    return JSON.parse(refused(() => this.#module.trust(BigInt(seconds(at)), lang ?? 'en')));
  }

  exportState({ codes = true } = {}) {
    return this.#module.export_state(codes);
  }

  free() {
    this.#module.free();
  }
}

/** Opens a trust bundle, with the state of the last shift if there is one. */
export async function openVerifier({ wasm, bundle, root, state, at }) {
  if (wasm !== undefined) await load(wasm);
  ready();
  await loaded;
  const random = crypto.getRandomValues(new Uint8Array(32));
  return new Verifier(refused(() => new ChopVerifier(bundle, root, state, random, BigInt(seconds(at)))));
}

/** Sentence and advice of a stable code. */
export function explain(code, lang = 'en') {
  ready();
  return JSON.parse(refused(() => say(code, lang)));
}

/** What is in a text or file, believed by nobody; null for what cannot be read. */
export function inspect(shown) {
  ready();
  const bytes = typeof shown === 'string' ? new TextEncoder().encode(shown) : shown;
  return JSON.parse(inspectBytes(bytes) ?? 'null');
}
