// A peer answers questions, one JSON object a line: {"op", …} → {"ok": …} or {"error": "…"}.
import readline from 'node:readline'

const hex = (bytes) => Buffer.from(bytes).toString('hex')
const bytes = (text) => Uint8Array.from(Buffer.from(text, 'hex'))

export { bytes, hex }

export async function serve(operations) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { op, ...question } = JSON.parse(line)
    let answer
    try {
      answer = { ok: (await operations[op](question)) ?? null }
    } catch (error) {
      answer = { error: String(error?.message ?? error).slice(0, 400) }
    }
    process.stdout.write(JSON.stringify(answer) + '\n')
  }
}
