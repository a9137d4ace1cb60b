import { AuthOidc } from "@duka/auth-oidc"
import { type Duka, type SecretKey, Staff, type Tokens } from "@duka/core"
import { Clock, type Context, Effect, Exit, Fiber, Layer, Option, Redacted, Schedule, Scope } from "effect"
import { HttpRouter } from "effect/http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type { Configuration } from "../config/Configuration.ts"
import * as OidcLogins from "../identity/OidcLogins.ts"
import * as Server from "../Server.ts"
import * as Seeding from "../seed/seeding.ts"
import { open } from "../storage/opening.ts"
import * as Storage from "../storage/Storage.ts"
import { version } from "../files.ts"
import * as Away from "./away.ts"
import * as Gate from "./Gate.ts"
import { listen } from "./listening.ts"
import { watch } from "./watching.ts"
import { counting, working } from "./working.ts"

/** A few lines for people, one with annotations for machines. */
const greet = (config: Configuration, url: string) =>
  Effect.gen(function* () {
    const title = `Duka ${yield* version} at ${url}`
    const facts = {
      API: `${url}/v1/products`,
      Docs: `${url}/docs`,
      Data: yield* Storage.described(config.storage)
    }
    if (config.logFormat === "json") return yield* Effect.annotateLogs(Effect.logInfo(title), facts)
    yield* Effect.logInfo(title)
    for (const [name, fact] of Object.entries(facts)) yield* Effect.logInfo(`${name.padEnd(6)} ${fact}`)
  })

/** Whom people may log in with. Without an address that people know, they come back to the socket's own. */
const loginsOf = ({ oidcProviders, publicUrl }: Configuration, url: string) =>
  OidcLogins.layer(Option.getOrElse(publicUrl, () => new URL(url))).pipe(Layer.provide(AuthOidc.layer(oidcProviders)))

/** The routes over an open shop. They end with the scope. */
const routesOf = (
  { corsOrigins, requestsPerMinute }: Configuration,
  shop: Context.Context<Duka.UseCases | Tokens | SecretKey>,
  setup: Server.SetupToken["Service"],
  logins: ReturnType<typeof loginsOf>
) =>
  HttpRouter.toHttpEffect(
    // Added last, so that it stands inside what turns every failure into an answer.
    Away.layer.pipe(
      Layer.provideMerge(Server.routes),
      Layer.provide([Layer.succeed(Server.SetupToken, setup), logins]),
      Layer.provide([
        Layer.succeed(Server.RequestsPerMinute, requestsPerMinute),
        Layer.succeed(Server.TrustedOrigins, new Set(corsOrigins))
      ]),
      Layer.provide(Layer.succeedContext(shop)),
      Layer.provide(NodeHttpServer.layerHttpServices)
    )
  ).pipe(Effect.provideService(HttpRouter.RouterConfig, Server.routerConfig))

/**
 * Who comes first is to find a full shop, not an empty one, unless that takes long. A server may have been open for
 * long, and be served by other processes too.
 */
const fillingMaxSeconds = { memory: 5, pglite: 5, postgres: 0 } as const

/** How the first owner is made, as long as there is none. */
const askForOwner = (setup: Server.SetupToken["Service"], url: string) =>
  Effect.gen(function* () {
    if (yield* (yield* Staff).hasOwner()) return
    const issued = yield* setup.issued
    if (Option.isNone(issued)) return
    const token = Redacted.value(issued.value)
    yield* Effect.logInfo("Nobody owns the shop yet. Make the first owner, once:")
    yield* Effect.logInfo(
      `curl ${url}/v1/auth/setup --json '{"token":"${token}","name":"…","email":"…","password":"…"}'`
    )
  })

/** What a shop that is open to people lacks. */
const warningsOf = ({ carriers: { mail }, devMessages }: Configuration): ReadonlyArray<string> => [
  ...(devMessages
    ? [
        "Messages are kept as they read, with links that whoever sees them can use: DUKA_DEV_MESSAGES is for developing."
      ]
    : []),
  ...(mail === null
    ? [
        "Nobody is written to by mail: emails stay unverified, and forgotten passwords cannot be reset. Set DUKA_SMTP_URL."
      ]
    : [])
]

interface Serving {
  /** Whether this process runs the shop's jobs too. */
  readonly worker: boolean
}

/** Serves the shop until it is interrupted. */
export const serve = (config: Configuration, { worker }: Serving) =>
  Effect.gen(function* () {
    const started = yield* Clock.currentTimeMillis
    const gate = yield* Gate.make
    // Made before the socket and so closed after it: requests in flight still need the storage.
    const storage = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
    const url = yield* listen(config, gate)
    yield* greet(config, url)

    const shop = yield* Scope.provide(open(config), storage)
    const setup = yield* Effect.provide(Server.SetupToken, Server.SetupToken.layerOf(config.setupToken))
    const routes = yield* Scope.provide(routesOf(config, shop, setup, loginsOf(config, url)), storage)
    const seeding = yield* Effect.forkScoped(Effect.provideContext(Seeding.atStart(config), shop))
    yield* Effect.raceFirst(Fiber.join(seeding), Effect.sleep(`${fillingMaxSeconds[config.storage._tag]} seconds`))
    yield* gate.open(routes)
    yield* Fiber.join(seeding)
    // Ended before the storage is closed: what was not finished is given back.
    if (worker) yield* Effect.forkScoped(Effect.provideContext(working(config), shop))
    const warnings = warningsOf(config)
    yield* gate.ready(warnings)
    const tell = (others: ReadonlyArray<string>) => gate.ready([...warnings, ...others])
    yield* Effect.forkScoped(Effect.provideContext(counting(tell), shop))
    // A shop whose database is away right now is open all the same: it is asked again.
    const asking = Effect.retry(Effect.sandbox(askForOwner(setup, url)), Schedule.spaced("1 second"))
    yield* Effect.forkScoped(Effect.provideContext(asking, shop))
    yield* Effect.logInfo(`Ready after ${(((yield* Clock.currentTimeMillis) - started) / 1000).toFixed(1)} s.`)
    if (config.storage._tag !== "postgres") return yield* Effect.never
    const described = yield* Storage.described(config.storage)
    return yield* Effect.provideContext(watch(gate, described), shop)
  }).pipe(Effect.scoped)
