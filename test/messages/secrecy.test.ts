/**
 * Whoever reads the logs of the shop, its traces or its metrics learns nothing of people, and nothing that lets him in: not
 * even of what carriers and the database say when they refuse.
 */
import { Cause, ConfigProvider, Effect, Exit, Layer, Logger, Metric, References, Tracer } from "effect"
import { HttpServer } from "effect/http"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import "../../packages/notify-africastalking/test/africasTalkingHere.ts"
import { africasTalkingServer, credentials } from "../../packages/notify-africastalking/test/africasTalkingServer.ts"
import { openPostOffice, type PostOffice } from "../../packages/notify-smtp/test/postOffice.ts"
import * as Server from "../../packages/http-server/src/Server.ts"
import { read } from "../../packages/http-server/src/config/Configuration.ts"
import { working } from "../../packages/http-server/src/serve/working.ts"
import { open } from "../../packages/http-server/src/storage/opening.ts"
import { freePort } from "../environment/freePort.ts"
import { postgresUrl } from "../environment/postgres.ts"
import { startShop } from "../environment/shopServer.ts"
import { type Answer, duka } from "../environment/shopper.ts"
import { travelled } from "./journey.ts"
import { database, startMaxSeconds, variablesOf } from "./mailingShop.ts"
import { found, person, reportSecret } from "./planted.ts"

const limits = { timeout: 240_000 }

/** What the log tells of what went wrong: otherwise nothing was tried. */
const troubles = [
  "451 4.7.1 to RCPT TO",
  "550 5.1.1 to RCPT TO",
  "554 5.6.0 to the message",
  "HTTP 500",
  "Nothing is sent by email for now",
  "Nothing is sent by sms for now",
  "The job tell-events",
  "Request failed"
]

const environment = (kept: string, office: PostOffice, carrier: string) => ({
  ...variablesOf(kept, office),
  DUKA_AFRICASTALKING_USERNAME: credentials.username,
  DUKA_AFRICASTALKING_API_KEY: credentials.apiKey,
  DUKA_TEST_AFRICASTALKING: carrier,
  DUKA_SMS_REPORT_SECRET: reportSecret,
  DUKA_DELIVERY_FEE: "0",
  DUKA_PAGE_TRACKING: "https://duka.example/order?token={token}",
  DUKA_PAGE_VERIFICATION: "https://duka.example/verify?token={token}",
  DUKA_PAGE_RESET: "https://duka.example/reset?token={token}",
  DUKA_PAGE_INVITATION: "https://duka.example/invitation?token={token}",
  DUKA_LOG_LEVEL: "trace",
  DUKA_LOG_FORMAT: "json"
})

/** Objects are asked as JSON, and forms as they are. */
const asking =
  (origin: string, send: (request: Request) => Promise<Response>) =>
  async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {}
  ): Promise<Answer> => {
    const isForm = body instanceof URLSearchParams
    const response = await send(
      new Request(`${origin}${path}`, {
        method,
        headers: { ...(body === undefined || isForm ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) })
      })
    )
    const text = await response.text()
    const isJson = response.headers.get("content-type")?.includes("json") === true
    return { status: response.status, body: isJson ? JSON.parse(text) : text }
  }

const written = (value: unknown) =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each))

/** What whoever exports a span is told of it. */
const told = ({ attributes, events, name, status }: Tracer.NativeSpan) => ({
  name,
  attributes: [...attributes],
  events,
  failure: status._tag === "Ended" && Exit.isFailure(status.exit) ? Cause.pretty(status.exit.cause) : null
})

/** The shop in this process, with what its configuration says, and a tracer and a logger that keep all they hear. */
const traced = (variables: Readonly<Record<string, string>>) => {
  const spans: Array<Tracer.NativeSpan> = []
  const lines: Array<string> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const shop = Layer.unwrap(
    Effect.map(Effect.provide(read, ConfigProvider.layer(ConfigProvider.fromEnvRecord(variables))), (config) =>
      Layer.effectDiscard(Effect.forkScoped(working(config))).pipe(
        Layer.provideMerge(Layer.effectContext(open(config))),
        Layer.merge(Server.SetupToken.layerOf(config.setupToken))
      )
    )
  )
  const { dispose, handler } = Server.handler(
    shop.pipe(
      Layer.provide(HttpServer.layerServices),
      Layer.provideMerge([
        Layer.succeed(Tracer.Tracer, tracer),
        Logger.layer([Logger.map(Logger.formatJson, (line) => void lines.push(line))]),
        Layer.succeed(References.MinimumLogLevel, "Trace")
      ])
    )
  )
  return { spans, lines, handler, [Symbol.asyncDispose]: dispose }
}

const withCarrier = (run: (carrier: Effect.Success<typeof africasTalkingServer>) => Promise<void>) =>
  Effect.runPromise(
    Effect.scoped(Effect.flatMap(africasTalkingServer, (carrier) => Effect.promise(() => run(carrier))))
  )

describe.skipIf(postgresUrl === null)("nothing of people, passwords, keys and tokens", limits, () => {
  it("is in the log of a process, however much is logged", () =>
    withCarrier(async (carrier) => {
      await using office = await openPostOffice()
      await using kept = await database()
      const command = duka(["serve"], environment(kept.url, office, carrier.origin))
      const here = `--import=${join(import.meta.dirname, "../../packages/notify-africastalking/test/africasTalkingHere.ts")}`
      const shop = await startShop({
        ...command,
        args: [here, ...command.args],
        readyMaxSeconds: startMaxSeconds,
        port: await freePort()
      })
      try {
        const ask = asking(shop.url, fetch)
        const { DUKA_SECRET_KEY, DUKA_SETUP_TOKEN } = command.variables
        const tokens = await travelled({ ask, office, carrier, sql: kept.sql, setupToken: DUKA_SETUP_TOKEN })
        for (const path of ["orders", "nowhere"]) await ask("GET", `/v1/${path}/${encodeURIComponent(person.email)}`)
        const metrics = (await ask("GET", "/metrics")).body
        await shop.stop()
        const log = shop.said()
        // It has told of what went wrong.
        for (const words of troubles) expect(log).toContain(words)
        expect(metrics).toContain("duka_jobs{")
        expect(found(log, [DUKA_SECRET_KEY, ...tokens])).toStrictEqual([])
        expect(found(metrics, [DUKA_SECRET_KEY, ...tokens])).toStrictEqual([])
      } finally {
        await shop.kill()
      }
    }))

  it("is in the spans, the log and the metrics of a shop that is traced", () =>
    withCarrier(async (carrier) => {
      await using office = await openPostOffice()
      await using kept = await database()
      const { variables } = duka(["serve"], environment(kept.url, office, carrier.origin))
      process.env["DUKA_TEST_AFRICASTALKING"] = carrier.origin
      await using shop = traced(variables)
      const ask = asking("http://duka.local", shop.handler)
      const { DUKA_SECRET_KEY, DUKA_SETUP_TOKEN } = variables
      const tokens = await travelled({ ask, office, carrier, sql: kept.sql, setupToken: DUKA_SETUP_TOKEN })
      const names = new Set(shop.spans.map(({ name }) => name))
      for (const name of ["SmtpSender.send", "AfricasTalking.send", "job send-message", "MessageWork.send"]) {
        expect(names).toContain(name)
      }
      const log = shop.lines.join("\n")
      for (const words of troubles) expect(log).toContain(words)
      const metrics = written(await Effect.runPromise(Metric.snapshot))
      const secrets = [DUKA_SECRET_KEY, ...tokens]
      expect(found(written(shop.spans.map(told)), secrets)).toStrictEqual([])
      expect(found(log, secrets)).toStrictEqual([])
      expect(found(metrics, secrets)).toStrictEqual([])
    }))
})
