/**
 * The shop's providers as its rooms call them: no call takes longer than the shop has time for, and one that does not answer
 * is left alone for a while, so that neither buyers nor the provider wait for what will not be.
 */
import { Context, Duration, Effect, Exit, Layer, Option, Schedule, Stream } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { Settings } from "../Settings.ts"
import { type ProviderFailure, ProviderUnreachable } from "./PaymentErrors.ts"
import type { PaymentMethod } from "./PaymentMethod.ts"
import type { PaymentProvider } from "./PaymentProvider.ts"
import { PaymentProviders } from "./PaymentProviders.ts"

/**
 * So many calls in a row that were not answered, and the next ones are not made for 2 seconds, then 4, 8 and so on: a few
 * lost answers close nothing for long, and one that is away is asked once in half a minute.
 */
const failuresMax = 5
const openDuration = Schedule.min([Schedule.exponential("2 seconds"), Schedule.spaced("30 seconds")])

/** A probe is on its way: whoever comes meanwhile comes again. */
const probeSeconds = 2

const seconds = (duration: Duration.Duration) => Math.max(1, Math.ceil(Duration.toSeconds(duration)))

/** A refusal is an answer: only silence opens the circuit. */
const outcome = (exit: Exit.Exit<unknown, ProviderFailure>): CircuitBreaker.Outcome =>
  Exit.isFailure(exit) && Option.exists(Exit.findErrorOption(exit), (error) => error instanceof ProviderUnreachable)
    ? CircuitBreaker.failure()
    : CircuitBreaker.success

interface Guard {
  readonly breaker: CircuitBreaker.CircuitBreaker
  readonly callSeconds: number
}

const guarded = (provider: PaymentProvider, { breaker, callSeconds }: Guard): PaymentProvider => {
  const method = provider.name

  const spared = (retryAfterSeconds: number) =>
    new ProviderUnreachable({ method, outcome: "nothing_done", retryAfterSeconds })

  const call =
    (given: ProviderUnreachable["outcome"]) =>
    <A>(asked: Effect.Effect<A, ProviderFailure>): Effect.Effect<A, ProviderFailure> => {
      const bounded = Effect.timeoutOrElse(asked, {
        duration: Duration.seconds(callSeconds),
        orElse: () => Effect.fail(new ProviderUnreachable({ method, outcome: given, retryAfterSeconds: probeSeconds }))
      })
      return Effect.mapError(breaker.execute(bounded, { key: method, classify: outcome }), (error) => {
        if (!(error instanceof CircuitBreaker.CircuitBreakerError)) return error
        const { reason } = error
        return spared(reason._tag === "CircuitOpen" ? seconds(reason.retryAfter) : probeSeconds)
      })
    }

  const [acting, asking] = [call("unknown"), call("nothing_done")]
  const { confirmIncoming } = provider
  return {
    name: method,
    capabilities: provider.capabilities,
    step: (currency) => provider.step(currency),
    start: (payment) => acting(provider.start(payment)),
    capture: (change) => acting(provider.capture(change)),
    void: (change) => acting(provider.void(change)),
    refund: (refund) => acting(provider.refund(refund)),
    lookUp: (payment) => asking(provider.lookUp(payment)),
    lookUpRefund: (refund) => asking(provider.lookUpRefund(refund)),
    receive: (message) => provider.receive(message),
    ...(confirmIncoming === undefined ? {} : { confirmIncoming: (incoming) => acting(confirmIncoming(incoming)) })
  }
}

const told = ({ key, to }: CircuitBreaker.Transition) => {
  switch (to) {
    case "Open":
      return Effect.logWarning(`The payment provider ${key} does not answer: it is left alone for a while.`)
    case "Closed":
      return Effect.logInfo(`The payment provider ${key} answers again.`)
    case "HalfOpen":
      return Effect.void
  }
}

export class Providers extends Context.Service<
  Providers,
  {
    readonly all: ReadonlyArray<PaymentProvider>
    named(method: PaymentMethod): PaymentProvider | undefined
  }
>()("@duka/core/payment/Providers") {
  static readonly layer: Layer.Layer<Providers> = Layer.effect(
    Providers,
    Effect.gen(function* () {
      const providers = yield* PaymentProviders
      const { callSeconds } = (yield* Settings).payments
      const breaker = yield* CircuitBreaker.make({
        tripPolicy: CircuitBreaker.consecutive(failuresMax),
        openDuration
      })
      // At once: what happens before somebody listens is told to nobody.
      yield* Effect.forkScoped(Stream.runForEach(breaker.transitions, told), { startImmediately: true })
      const all = providers.map((provider) => guarded(provider, { breaker, callSeconds }))
      return Providers.of({ all, named: (method) => all.find(({ name }) => name === method) })
    })
  ).pipe(Layer.provide(CircuitBreaker.layerStoreMemory()))
}
