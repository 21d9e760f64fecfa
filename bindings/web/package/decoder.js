// @chop/verifier/decoder: symbols in grey pixels, from a module of its own.
import init, { decode as decodeGrey } from './glue/decoder.js';

/** Takes the bytes of decoder.wasm, a compiled module, or a response that has them. */
export async function loadDecoder(wasm) {
  await init({ module_or_path: wasm });
  return { decode: (luma, width, height) => decodeGrey(luma, width, height) };
}
