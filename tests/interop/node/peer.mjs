// A peer answers questions, one JSON object a line: {"op", …} → {"ok": …} or {"error": "…"}. An operation gives its
// answer, or a function that makes it from what the operation has read: `"seconds"` asks for the time which that takes.
import readline from 'node:readline'

const hex = (bytes) => Buffer.from(bytes).toString('hex')
const bytes = (text) => Uint8Array.from(Buffer.from(text, 'hex'))

export { bytes, hex }

// Nanoseconds a call: the figure that a tenth of the batches stay below.
async function time(work, seconds) {
  const figures = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const began = process.hrtime.bigint()
    let calls = 0
    for (; process.hrtime.bigint() - began < 2_000_000n; calls++) await work()
    figures.push(Number(process.hrtime.bigint() - began) / calls)
  }
  return figures.sort((a, b) => a - b)[Math.floor(figures.length / 10)]
}

export async function serve(operations) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { op, seconds, ...question } = JSON.parse(line)
    let answer
    try {
      let ok = await operations[op](question)
      if (typeof ok === 'function') ok = seconds ? await time(ok, seconds) : await ok()
      answer = { ok: ok ?? null }
    } catch (error) {
      answer = { error: String(error?.message ?? error).slice(0, 400) }
    }
    process.stdout.write(JSON.stringify(answer) + '\n')
  }
}
