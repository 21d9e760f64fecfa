import type { WasmSource } from './index.js';

export interface Decoder {
  /** The texts of the QR codes in a grey picture, `width × height` bytes row by row; empty if there is none. */
  decode(luma: Uint8Array, width: number, height: number): string[];
}

/** Loads decoder.wasm. */
export function loadDecoder(wasm: WasmSource): Promise<Decoder>;
