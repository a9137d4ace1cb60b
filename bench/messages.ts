/** How many mails of an order with five lines are rendered in a second: subject, text and HTML, in both languages by turns. */
import { sampleFrame, samples, Templates } from "@duka/notify-templates"
import { Effect } from "effect"
import { median } from "./statistics.ts"

const isQuick = process.argv.includes("--quick")
const mails = isQuick ? 500 : 5_000
const rounds = 5
const goalPerSecond = 2_000
const say = (text: string) => process.stdout.write(`${text}\n`)

const { order } = samples["order-confirmation"]
const data = { order: { ...order, lines: [...order.lines, ...order.lines].slice(0, 5) } }

const began = performance.now()
const templates = await Effect.runPromise(Templates.load({}))
say(`loaded and checked in ${Math.round(performance.now() - began)} ms`)

const round = async (): Promise<number> => {
  const began = performance.now()
  for (let sent = 0; sent < mails; sent++) {
    const locale = sent % 2 === 0 ? "en" : "sw-KE"
    await Effect.runPromise(
      templates.render({ kind: "order-confirmation", channel: "email", locale, frame: sampleFrame, data })
    )
  }
  return (mails / (performance.now() - began)) * 1_000
}

await round()
const found: Array<number> = []
for (let each = 0; each < rounds; each++) found.push(await round())
say(`${Math.round(median(found))} mails a second, the median of ${rounds} rounds; the goal is ${goalPerSecond}`)
say(`${Math.round(process.memoryUsage().heapUsed / 1e6)} MB of heap after ${mails * (rounds + 1)} mails`)
