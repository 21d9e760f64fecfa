// Base45 (RFC 9285), for making samples: the apps themselves leave it to the core.
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function decode(text) {
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const [a, b, c] = [...text.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter));
    const value = a + 45 * b + (c === undefined ? 0 : 2025 * c);
    if (c !== undefined) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}

export function encode(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    const value = pair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    text += LETTERS[value % 45] + LETTERS[Math.floor(value / 45) % 45];
    if (pair) text += LETTERS[Math.floor(value / 2025)];
  }
  return text;
}
