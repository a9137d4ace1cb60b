/**
 * The promise facade. It is derived from the service classes, in types and at run time: no method is written twice.
 */
import { Cause, Context, Effect, Exit, type Layer, ManagedRuntime, Schema, Stream } from "effect"
import { Actor, CurrentActor } from "./Actor.ts"
import { Client, CurrentClient } from "./Client.ts"
import { ActorMissing, ShopClosed } from "./ShopErrors.ts"

type Services = Readonly<Record<string, Context.Key<never, object> | Context.Key<unknown, object>>>
type Shape<Key> = Key extends Context.Key<infer _Id, infer Service> ? Service : never
type Id<Key> = Key extends Context.Key<infer I, infer _Service> ? I : never

/** What a method needs beyond its own service: `never` when it is public. */
type Needs<Method> = Method extends (...args: never) => Effect.Effect<unknown, unknown, infer R>
  ? R
  : Method extends (...args: never) => Stream.Stream<unknown, unknown, infer R>
    ? R
    : unknown

type Promised<Method> = Method extends (...args: infer Args) => Effect.Effect<infer A, infer _E, infer _R>
  ? (...args: Args) => Promise<A>
  : Method extends (...args: infer Args) => Stream.Stream<infer A, infer _E, infer _R>
    ? (...args: Args) => AsyncIterable<A>
    : never

type Attempted<Method> = Method extends (...args: infer Args) => Effect.Effect<infer A, infer E, infer _R>
  ? (...args: Args) => Promise<Attempt<A, E>>
  : never

export type Attempt<A, E> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly error: E }

/** Every method that needs no more than `Given`; the others are not there at all. */
export type Promises<S, Given> = {
  readonly [Room in keyof S]: {
    readonly [M in keyof Shape<S[Room]> as [Needs<Shape<S[Room]>[M]>] extends [Given] ? M : never]: Promised<
      Shape<S[Room]>[M]
    >
  }
}

export type Attempts<S, Given> = {
  readonly [Room in keyof S]: {
    readonly [M in keyof Shape<S[Room]> as [Needs<Shape<S[Room]>[M]>] extends [Given] ? M : never]: Attempted<
      Shape<S[Room]>[M]
    >
  }
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** From where somebody asks, where the app knows it. */
  readonly client?: Client
}

export type Caller<S, Given> = Promises<S, Given> & {
  /** The same methods with typed errors as values: `{ ok: true, value } | { ok: false, error }`. */
  readonly attempt: Attempts<S, Given>
}

export type Shop<S> = Caller<S, never> & {
  /** The same shop as seen by `actor`, who is asked for by everything that is not public. */
  as(actor: Actor, options?: CallOptions): Caller<S, CurrentActor>
  with(options: CallOptions): Caller<S, never>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

type Answer = Effect.Effect<unknown, unknown> | Stream.Stream<unknown, unknown>

/** Builds the layer and hands out the shop; rejects when the layer cannot be built. */
export const open = <const S extends Services, E>(
  services: S,
  layer: Layer.Layer<Id<S[keyof S]>, E>
): Promise<Shop<S>> => {
  const runtime = ManagedRuntime.make(layer)
  let isClosed = false
  const close = () => {
    isClosed = true
    return runtime.dispose()
  }
  return runtime.context().then((context) => {
    const caller = (actor: Context.Context<never>, options: CallOptions = {}) => {
      const { client } = options
      const given = client === undefined ? actor : Context.add(actor, CurrentClient, knownClient(client))
      const settled = (effect: Effect.Effect<unknown, unknown>, called: string) =>
        isClosed
          ? Promise.reject(new ShopClosed({ called }))
          : runtime
              .runPromiseExit(Effect.provideContext(effect, given), options)
              .then((ended) =>
                Exit.isSuccess(ended)
                  ? ended.value
                  : Promise.reject(rejection(ended.cause, { ...options, called, isClosed }))
              )

      const streamed = (stream: Stream.Stream<unknown, unknown>, called: string) => {
        const { signal } = options
        // Asked for when it is read: a closed shop answers nothing more.
        const open = Stream.unwrap(
          Effect.suspend(() => (isClosed ? Effect.die(new ShopClosed({ called })) : Effect.succeed(stream)))
        )
        const told = Stream.catchCause(open, (cause) =>
          Stream.failCause(lacksActor(Cause.squash(cause)) ? Cause.die(new ActorMissing({ called })) : cause)
        )
        const ending = signal === undefined ? told : Stream.interruptWhen(told, aborted(signal))
        return Stream.toAsyncIterableWith(ending, Context.merge(context, given))
      }

      const attempted = (effect: Effect.Effect<unknown, unknown>, called: string) =>
        settled(
          Effect.match(effect, {
            onSuccess: (value) => ({ ok: true, value }),
            onFailure: (error) => ({ ok: false, error })
          }),
          `attempt.${called}`
        )

      return {
        ...each(services, context, (answer, called) =>
          Stream.isStream(answer) ? streamed(answer, called) : settled(answer, called)
        ),
        attempt: each(services, context, (answer, called) =>
          Stream.isStream(answer) ? streamed(answer, called) : attempted(answer, called)
        )
      }
    }
    // The one cast: what `each` does by name, `Promises` and `Attempts` say by type, and Shop.test.ts compares them.
    return {
      ...caller(Context.empty()),
      as: (actor: Actor, options?: CallOptions) =>
        caller(Context.make(CurrentActor, known(actor)) as Context.Context<never>, options),
      with: (options: CallOptions) => caller(Context.empty(), options),
      close,
      [Symbol.asyncDispose]: close
    } as unknown as Shop<S>
  })
}

/** Throws at who hands in what is no actor: no call could answer him rightly. */
const known = Schema.decodeUnknownSync(Actor)
const knownClient = Schema.decodeUnknownSync(Client)

/** Ends as the signal's own reason when it is aborted; never otherwise. */
const aborted = (signal: AbortSignal): Effect.Effect<never> =>
  Effect.callback((resume) => {
    const end = () => resume(Effect.die(signal.reason))
    if (signal.aborted) return end()
    signal.addEventListener("abort", end, { once: true })
    return Effect.sync(() => signal.removeEventListener("abort", end))
  })

/** What Effect says of a service that is not there ends with the service's key. */
const lacksActor = (error: unknown) => error instanceof Error && error.message.endsWith(CurrentActor.key)

interface Called extends CallOptions {
  readonly called: string
  readonly isClosed: boolean
}

/** A typed failure is rejected as it is, a defect as it is, an aborted call with the signal's own reason. */
const rejection = (cause: Cause.Cause<unknown>, { called, isClosed, signal }: Called): unknown => {
  if (Cause.hasInterruptsOnly(cause)) {
    if (signal?.aborted === true) return signal.reason
    if (isClosed) return new ShopClosed({ called })
  }
  const error = Cause.squash(cause)
  return lacksActor(error) ? new ActorMissing({ called }) : error
}

/** What a method answers; a method that throws answers a defect, so that callers find every error in one place. */
const answerOf = (method: (...args: ReadonlyArray<unknown>) => Answer, args: ReadonlyArray<unknown>): Answer => {
  try {
    return method(...args)
  } catch (defect) {
    return Effect.die(defect)
  }
}

const each = <Id>(services: Services, context: Context.Context<Id>, run: (answer: Answer, called: string) => unknown) =>
  Object.fromEntries(
    Object.entries(services).map(([room, key]) => {
      const service: object = Context.getUnsafe(context, key)
      return [
        room,
        Object.fromEntries(
          Object.entries(service).map(([name, method]) => [
            name,
            (...args: ReadonlyArray<unknown>) => run(answerOf(method, args), `${room}.${name}`)
          ])
        )
      ]
    })
  )
