/** Storage is opened as often as it takes: the database may come up after the shop, or be moved under it. */
import { Duka, Settings } from "@duka/core"
import { DateTime, Effect, Exit, Layer, Schedule, Scope } from "effect"
import { CannotStart } from "../CannotStart.ts"
import type { Configuration } from "../config/Configuration.ts"
import * as Carrying from "../messages/carrying.ts"
import * as Signing from "../identity/signing.ts"
import * as Trusting from "../identity/trusting.ts"
import * as Providing from "../payments/providing.ts"
import * as Calling from "../webhooks/carrying.ts"
import * as Crypto from "./crypto.ts"
import * as SecretKeys from "./secretKey.ts"
import * as Storage from "./Storage.ts"

/** 250 ms, doubling to 5 s, each up to a fifth shorter or longer so that many processes do not come at once. */
const backOff = Schedule.min([Schedule.exponential("250 millis"), Schedule.spaced("5 seconds")]).pipe(Schedule.jittered)

type Chosen = Pick<Configuration, "carriers" | "payments" | "shop" | "signingKeys" | "storage" | "trustedIssuer">

/** Every use case over the storage that was chosen. */
const shop = ({ carriers, payments, shop, signingKeys, storage, trustedIssuer }: Chosen) =>
  Duka.layerWith.pipe(
    Layer.provide([Providing.layer(payments), Calling.layer]),
    Layer.provideMerge(Storage.layer(storage)),
    Layer.provide([Signing.layer(signingKeys), Carrying.layer(carriers, shop.messages)]),
    Layer.provide(Trusting.layer(trustedIssuer)),
    Layer.provideMerge(SecretKeys.layer(storage)),
    Layer.provideMerge(Crypto.layer),
    Layer.provideMerge(Layer.succeed(Settings.Settings, shop)),
    // The configuration has checked that there is such a zone.
    Layer.provideMerge(Layer.orDie(DateTime.layerCurrentZoneNamed(shop.timeZone)))
  )

/** Builds the layer in the scope. What an attempt that fails had opened is closed before it is told. */
const attempt = <A, E, R>(layer: Layer.Layer<A, E, R>) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const scope = yield* Scope.fork(yield* Effect.scope)
      const building = Layer.buildWithMemoMap(layer, Layer.makeMemoMapUnsafe(), scope)
      return yield* Effect.onError(restore(building), (cause) => Scope.close(scope, Exit.failCause(cause)))
    })
  )

const isUnavailable = (error: CannotStart | Storage.Unavailable) => error._tag === "StorageUnavailable"

/**
 * Opens the shop in the scope, again and again while its storage is unavailable: each time a warning says which storage
 * and why. What never heals fails at once.
 */
export const open = (config: Chosen) =>
  attempt(shop(config)).pipe(
    Effect.tapError((error) =>
      isUnavailable(error) ? Effect.logWarning(`${error.message} Trying again.`) : Effect.void
    ),
    Effect.retry({ schedule: backOff, while: isUnavailable }),
    Effect.catchTag("StorageUnavailable", (error) => Effect.fail(new CannotStart({ reason: error.message })))
  )

const commandMaxSeconds = 60

/** The same for commands that end: they give up after a minute. */
export const openSoon = (config: Chosen) =>
  Effect.timeoutOrElse(open(config), {
    duration: `${commandMaxSeconds} seconds`,
    orElse: () =>
      Effect.fail(new CannotStart({ reason: `The storage could not be opened within ${commandMaxSeconds} seconds.` }))
  })
