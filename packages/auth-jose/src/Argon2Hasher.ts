import { PasswordHasher, PasswordsBusy } from "@duka/core"
import { Effect, Layer, MutableRef, Redacted, Semaphore } from "effect"

/** The second choice of RFC 9106 has more memory and one pass; these are OWASP's least, at about 10 ms. */
const least = { memoryKib: 19_456, passes: 2, lanes: 1 } as const

export interface HasherOptions {
  /** 19,456 unless given, and never less. */
  readonly memoryKib?: number
  /** 2 unless given, and never less. */
  readonly passes?: number
  /** How many passwords are hashed at the same time; others wait in the order of coming. 1 unless given. */
  readonly concurrency?: number
  /** So many are hashed or wait for it; who comes next is refused with `PasswordsBusy`. 200 unless given: about 3 s. */
  readonly waitingMax?: number
}

const waitingMax = 200
const retryAfterSeconds = 2

/** `$argon2id$v=19$m=19456,t=2,p=1$…`, as RFC 9106 names the parameters. */
const parametersOf = (phc: string) => {
  const [, memory, passes, lanes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(phc) ?? []
  return memory === undefined ? null : { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) }
}

/** Loaded with the first password. */
const library = () => import("@node-rs/argon2")

/**
 * Hashing runs on the threads of libuv and not in the event loop. Few at a time: each takes a processor whole, and what
 * else the shop does must find one.
 */
export const layer = (options: HasherOptions = {}): Layer.Layer<PasswordHasher> =>
  Layer.effect(
    PasswordHasher,
    Effect.gen(function* () {
      const memoryKib = Math.max(options.memoryKib ?? 0, least.memoryKib)
      const passes = Math.max(options.passes ?? 0, least.passes)
      const turns = yield* Semaphore.make(options.concurrency ?? 1)
      const places = MutableRef.make(options.waitingMax ?? waitingMax)

      const queue = Effect.suspend(() =>
        places.current <= 0
          ? Effect.fail(new PasswordsBusy({ retryAfterSeconds }))
          : Effect.succeed(MutableRef.update(places, (free) => free - 1))
      )
      const leave = Effect.sync(() => MutableRef.update(places, (free) => free + 1))

      // Who hangs up leaves the queue; a hash that is being made goes on, and keeps its place until it is.
      const inTurn = <A>(run: () => Promise<A>) =>
        Effect.acquireUseRelease(
          queue,
          () => turns.withPermit(Effect.uninterruptible(Effect.promise(run))),
          () => leave
        )

      const isOutdated = (phc: string) => {
        const made = parametersOf(phc)
        return made === null || made.memoryKib < memoryKib || made.passes < passes
      }

      return PasswordHasher.of({
        hash: (password) =>
          // Argon2id, unless it is told otherwise.
          inTurn(() =>
            library().then(({ hash }) =>
              hash(Redacted.value(password), {
                memoryCost: memoryKib,
                timeCost: passes,
                parallelism: least.lanes
              })
            )
          ),
        verify: (password, phc) =>
          inTurn(() => library().then(({ verify }) => verify(phc, Redacted.value(password)).catch(() => false))).pipe(
            Effect.map((matches) => ({ matches, outdated: isOutdated(phc) }))
          )
      })
    })
  )
