/**
 * The promise facade. It is derived from the service classes, in types and at run time: no method is written twice.
 */
import { Cause, Context, Effect, Exit, type Layer, ManagedRuntime, Stream } from "effect"
import { type Actor, CurrentActor } from "./Actor.ts"

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

/** Builds the layer and hands out the shop; rejects when the layer cannot be built. */
export const open = <const S extends Services, E>(
  services: S,
  layer: Layer.Layer<Id<S[keyof S]>, E>
): Promise<Shop<S>> => {
  const runtime = ManagedRuntime.make(layer)
  return runtime.context().then((context) => {
    const caller = (actor: Actor | undefined, options: CallOptions = {}) => {
      const given: Context.Context<never> =
        actor === undefined ? Context.empty() : (Context.make(CurrentActor, actor) as Context.Context<never>)
      const exit = (effect: Effect.Effect<unknown, unknown>) =>
        runtime.runPromiseExit(Effect.provideContext(effect, given), options)

      const promised = (answer: Effect.Effect<unknown, unknown> | Stream.Stream<unknown, unknown>) =>
        Stream.isStream(answer)
          ? Stream.toAsyncIterableWith(answer, given)
          : exit(answer).then((ended) =>
              Exit.isSuccess(ended) ? ended.value : Promise.reject(rejection(ended.cause, options))
            )

      const attempted = (answer: Effect.Effect<unknown, unknown>) =>
        exit(
          Effect.match(answer, {
            onSuccess: (value) => ({ ok: true, value }),
            onFailure: (error) => ({ ok: false, error })
          })
        ).then((ended) => (Exit.isSuccess(ended) ? ended.value : Promise.reject(rejection(ended.cause, options))))

      return { ...each(services, context, promised), attempt: each(services, context, attempted) }
    }
    // The one cast: what `each` does by name, `Promises` and `Attempts` say by type, and Shop.test.ts compares them.
    return {
      ...caller(undefined),
      as: caller,
      with: (options: CallOptions) => caller(undefined, options),
      close: () => runtime.dispose(),
      [Symbol.asyncDispose]: () => runtime.dispose()
    } as unknown as Shop<S>
  })
}

/** A typed failure is rejected as it is, a defect as it is, an aborted call with the signal's own reason. */
const rejection = (cause: Cause.Cause<unknown>, { signal }: CallOptions): unknown =>
  Cause.hasInterruptsOnly(cause) && signal?.aborted === true ? signal.reason : Cause.squash(cause)

const each = <Id>(services: Services, context: Context.Context<Id>, run: (answer: never) => unknown) =>
  Object.fromEntries(
    Object.entries(services).map(([room, key]) => {
      const service: object = Context.getUnsafe(context, key)
      return [
        room,
        Object.fromEntries(
          Object.entries(service).map(([name, method]) => [
            name,
            (...args: ReadonlyArray<unknown>) => run(method(...args) as never)
          ])
        )
      ]
    })
  )
