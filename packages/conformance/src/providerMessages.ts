/** What the provider tells by itself: whether it is the provider, by the raw bytes, and what it is about. */
import type { WebhookMessage } from "@duka/core"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { refusal, times } from "./outcomes.ts"
import type { Law, Tried } from "./providerStand.ts"

/** Every text that differs from this one in one letter. */
const misspelt = (text: string) => times(text.length).map((at) => `${text.slice(0, at)}~${text.slice(at + 1)}`)

const proofOf = ({ headers, path }: WebhookMessage, at: Tried["proof"]["at"]) =>
  "header" in at ? (headers[at.header] ?? "") : (path[at.path] ?? "")

const withProof = (message: WebhookMessage, at: Tried["proof"]["at"], proof: string): WebhookMessage =>
  "header" in at
    ? { ...message, headers: { ...message.headers, [at.header]: proof } }
    : { ...message, path: message.path.map((part, index) => (index === at.path ? proof : part)) }

const bytes = new TextEncoder()

export const messages = (law: Law, { proof }: Tried): void => {
  law("tells of a payment, by our id or by its own name for it", ({ paid, provider, stand }) =>
    Effect.gen(function* () {
      const known = yield* paid()
      const { answer, event, id, kind } = yield* provider.receive(yield* stand.told(known.id))
      assert(event._tag === "PaymentMoved")
      const about = "id" in event.payment ? [event.payment.id, known.id] : [event.payment.reference, known.reference]
      assert.strictEqual(about[0], about[1])
      assert.isBelow(answer.status, 300)
      assert.isAtMost(id.length, 200)
      assert.isAtMost(kind.length, 60)
    })
  )

  law("gives a message an id that stays, and that no other one has", ({ begun, paid, payment, provider, stand }) =>
    Effect.gen(function* () {
      const [one, other] = [yield* paid(), yield* paid()]
      const idOf = (paymentId: string) =>
        Effect.map(Effect.flatMap(stand.told(paymentId), provider.receive), ({ id }) => id)
      const first = yield* idOf(one.id)
      assert.strictEqual(yield* idOf(one.id), first)
      assert.notStrictEqual(yield* idOf(other.id), first)
      const declined = payment()
      yield* begun(declined)
      stand.decline(declined.id)
      assert.notStrictEqual(yield* idOf(declined.id), first)
    })
  )

  law("hears nobody whose proof lacks, or differs in one letter", ({ paid, provider, stand }) =>
    Effect.gen(function* () {
      const message = yield* stand.told((yield* paid()).id)
      const right = proofOf(message, proof.at)
      assert.isNotEmpty(right)
      const bare = { ...message, headers: { "content-type": "application/json" }, path: [] }
      const emptied = Object.fromEntries(Object.keys(message.headers).map((header) => [header, ""]))
      const forged = ["", `${right}x`, ...misspelt(right)].map((wrong) => withProof(message, proof.at, wrong))
      for (const wrong of [bare, { ...message, headers: emptied, path: [] }, ...forged]) {
        assert.strictEqual(yield* refusal(provider.receive(wrong)), "WebhookRefused")
      }
      yield* provider.receive(message)
    })
  )

  law("hears nothing that is not a message, whoever sends it", ({ paid, provider, stand }) =>
    Effect.gen(function* () {
      const message = yield* stand.told((yield* paid()).id)
      for (const body of [bytes.encode("{"), bytes.encode("null"), new Uint8Array([255, 254]), new Uint8Array()]) {
        assert.strictEqual(yield* refusal(provider.receive({ ...message, body })), "WebhookRefused")
      }
    })
  )

  if (proof.kind === "signature") {
    law("hears no message of which one bit was changed, one byte added or one taken", ({ paid, provider, stand }) =>
      Effect.gen(function* () {
        const message = yield* stand.told((yield* paid()).id)
        const { body } = message
        for (const bit of times(body.length * 8)) {
          const flipped = body.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
          assert.strictEqual(yield* refusal(provider.receive({ ...message, body: flipped })), "WebhookRefused")
        }
        for (const other of [body.slice(0, -1), body.slice(1), Uint8Array.from([...body, 32])]) {
          assert.strictEqual(yield* refusal(provider.receive({ ...message, body: other })), "WebhookRefused")
        }
        yield* provider.receive(message)
      })
    )
  }
}
