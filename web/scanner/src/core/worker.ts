import { ChopError, explain, load, openVerifier, type Verifier } from "@chop/verifier";
import { loadDecoder, type Decoder } from "@chop/verifier/decoder";
import decoderUrl from "@chop/verifier/decoder.wasm?url";
import verifierUrl from "@chop/verifier/verifier.wasm?url";
import type { Name, Questions, Reply, Request } from "./contract";
import { luma } from "./luma";

declare const self: DedicatedWorkerGlobalScope;

const verifiers = new Map<Name, Verifier>();
const loading = load(fetch(verifierUrl));
const decoding: Promise<Decoder> = loadDecoder(fetch(decoderUrl));
// The first question after a failed load tells it; a promise that nobody has asked yet must not end the worker.
loading.catch(() => {});
decoding.catch(() => {});
let canvas: OffscreenCanvas | null = null;

/** The code of a refusal; anything else is a fault of the program and goes on. */
function code(error: unknown): string {
  if (error instanceof ChopError) return error.code;
  throw error;
}

const answers: { [Q in keyof Questions]: (ask: Questions[Q]["ask"]) => Promise<Questions[Q]["get"]> } = {
  async open({ name, root, bundle, state, at }) {
    await loading;
    try {
      const given = { bundle, at, ...(root === null ? {} : { root }), ...(state === null ? {} : { state }) };
      const verifier = await openVerifier(given);
      verifiers.get(name)?.free();
      verifiers.set(name, verifier);
      return { fault: null, state: verifier.exportState() };
    } catch (error) {
      return { fault: code(error), state: null };
    }
  },

  async renew({ name, bundle, at }) {
    try {
      verifier(name).renew({ bundle, at });
      return { fault: null };
    } catch (error) {
      return { fault: code(error) };
    }
  },

  async verify({ name, text, at, lang, site, answering, asked }) {
    const door = verifier(name);
    const place = site === "" || answering || asked !== undefined ? {} : { site };
    const scan = door.scan(text, { at, lang, answering, ...place, ...asked });
    return { scan, state: door.exportState() };
  },

  async challenge({ name, kind, elements, purpose, at, key }) {
    try {
      return { open: await verifier(name).challenge({ kind, elements, purpose, at, key }), fault: null };
    } catch (error) {
      return { open: null, fault: code(error) };
    }
  },

  async trust({ name, at, lang }) {
    return verifiers.get(name)?.trust({ at, lang }) ?? null;
  },

  async explain({ code, lang }) {
    await loading;
    return explain(code, lang);
  },

  async read({ picture }) {
    const { width, height } = picture;
    canvas ??= new OffscreenCanvas(width, height);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const brush = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
    if (brush === null) throw new Error("canvas");
    brush.drawImage(picture, 0, 0);
    picture.close();
    const grey = luma(brush.getImageData(0, 0, width, height).data);
    brush.clearRect(0, 0, width, height);
    return (await decoding).decode(grey, width, height);
  },
};

function verifier(name: Name): Verifier {
  const found = verifiers.get(name);
  if (found === undefined) throw new Error("no verifier is open");
  return found;
}

/** One question after the other: the memory of used codes is never asked twice at once. */
let last: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<Request>) => {
  const answer = answers[data.question] as (ask: unknown) => Promise<unknown>;
  last = last.then(() =>
    answer(data.ask).then(
      (got) => self.postMessage({ id: data.id, got } satisfies Reply),
      (error: unknown) => self.postMessage({ id: data.id, failed: String(error) } satisfies Reply),
    ),
  );
};
