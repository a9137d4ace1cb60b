/** Who takes the money in the shops of the tests. */
import { FakeProvider } from "@duka/payment-fake"
import { Effect } from "effect"

export const makeBank = () => FakeProvider.make({ name: "bank" })

/** An event as it is sent, signed now. */
export const messageOf = (event: FakeProvider.Event) => {
  const { body, headers } = Effect.runSync(makeBank().message(event))
  return { headers, body: new TextDecoder().decode(body) }
}

/** It asks whether anybody is there. */
export const ping: FakeProvider.Event = { id: "ping", type: "ping" }
