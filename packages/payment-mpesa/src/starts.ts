/**
 * What this process remembers of its prompts, since Daraja has no idempotency key: a prompt that is asked for twice is two
 * prompts, and may be paid twice. So starts of one id share one call, an id whose prompt was sent is not sent another, and
 * an id whose answer was lost stays `unknown`. It ends with the process, and another process knows nothing of it: the shop
 * keeps to one live prompt for an order, and starts anew under another id only.
 */
import type { PaymentStarted, ProviderFailure, ProviderUnreachable } from "@duka/core"
import { Deferred, Effect, Exit } from "effect"
import { pending } from "./results.ts"

/** Far more than the prompts of the hours in which anybody comes back to them. */
const rememberedMax = 10_000

const remember = <A>(map: Map<string, A>, id: string, value: A) => {
  map.delete(id)
  map.set(id, value)
  const [oldest] = map.keys()
  if (map.size > rememberedMax && oldest !== undefined) map.delete(oldest)
}

const started = (reference: string): PaymentStarted => ({ state: pending(reference), next: { kind: "prompt" } })

/** Whether the prompt may be on its way all the same. */
const isUnknown = (failure: ProviderFailure) => failure._tag === "ProviderUnreachable" && failure.outcome === "unknown"

export const make = (lost: () => ProviderUnreachable) => {
  const references = new Map<string, string>()
  const begun = new Map<string, Deferred.Deferred<PaymentStarted, ProviderFailure>>()

  const isOver = (exit: Exit.Exit<unknown, ProviderFailure>) => {
    if (Exit.isSuccess(exit)) return true
    const failure = exit.cause.reasons.find((reason) => reason._tag === "Fail")
    // Who asked has gone away, or something is broken: the request may have been sent.
    return failure !== undefined && !isUnknown(failure.error)
  }

  /** `push` gives the reference of a prompt. */
  const start = (id: string, push: Effect.Effect<string, ProviderFailure>) =>
    Effect.suspend((): Effect.Effect<PaymentStarted, ProviderFailure> => {
      const known = references.get(id)
      if (known !== undefined) return Effect.succeed(started(known))
      const running = begun.get(id)
      if (running !== undefined) return Deferred.await(running)
      const mine = Deferred.makeUnsafe<PaymentStarted, ProviderFailure>()
      remember(begun, id, mine)
      return push.pipe(
        Effect.map((reference) => {
          remember(references, id, reference)
          return started(reference)
        }),
        Effect.onExit((exit) =>
          Effect.sync(() => {
            if (isOver(exit)) begun.delete(id)
            const isTold = Exit.isSuccess(exit) || exit.cause.reasons.every((reason) => reason._tag === "Fail")
            Deferred.doneUnsafe(mine, isTold ? exit : Effect.fail(lost()))
          })
        )
      )
    })

  return {
    start,
    referenceOf: (id: string): string | null => references.get(id) ?? null,
    /** A message has told it. */
    learn: (id: string, reference: string): void => {
      if (references.has(id)) return
      remember(references, id, reference)
      begun.delete(id)
    }
  }
}
