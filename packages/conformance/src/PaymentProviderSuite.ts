/**
 * The laws of `PaymentProvider`. What a provider can and cannot is said by its capabilities, and by what is told of it in
 * `Tried`; each of them has laws of its own, and no law knows a name.
 */
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { captures, voids } from "./providerCaptures.ts"
import { messages } from "./providerMessages.ts"
import { looks } from "./providerLooks.ts"
import { refunds } from "./providerRefunds.ts"
import { type Law, opened, type Tried } from "./providerStand.ts"
import { starts } from "./providerStarts.ts"
import { troubles } from "./providerTroubles.ts"

export {
  busySeconds,
  type Oddity,
  type Operation,
  type ProviderStand,
  type Said,
  type Tried,
  type Trouble
} from "./providerStand.ts"

export const suite = (adapter: string, tried: Tried) =>
  describe(`PaymentProvider (${adapter})`, () => {
    const law: Law = (title, body) => it.effect(title, () => Effect.scoped(Effect.flatMap(opened(tried), body)), 30_000)
    starts(law, tried)
    looks(law, tried)
    captures(law)
    voids(law)
    refunds(law, tried)
    troubles(law, tried)
    messages(law, tried)
  })
