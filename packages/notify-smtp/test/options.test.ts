import { layerSenders, MessageSenders } from "@duka/core"
import { SmtpSender } from "@duka/notify-smtp"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import * as fc from "fast-check"
import { generateKeyPairSync } from "node:crypto"
import { inspect } from "node:util"
import { check } from "../src/checking.ts"
import { from, mail } from "./sending.ts"
import { credentials, mailServer } from "./smtpServer.ts"

const secret = (text: string) => Redacted.make(text)

const { privateKey: pem } = generateKeyPairSync("rsa", {
  modulusLength: 1_024,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" }
})
const { privateKey: ed25519 } = generateKeyPairSync("ed25519", {
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" }
})
const { privateKey: locked } = generateKeyPairSync("rsa", {
  modulusLength: 1_024,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "open" }
})

const right = { url: secret("smtps://shop:pass@mail.example.com"), from }
const dkim = { domain: "example.com", selector: "duka", privateKey: secret(pem) }

/** Which options are wrong. */
const wrongIn = (options: SmtpSender.SmtpOptions) =>
  Effect.match(check(options), {
    onSuccess: () => [],
    onFailure: ({ problems }) => problems.map(({ option }) => option)
  })

describe("the address of the server", () => {
  it.effect.each([
    ["smtp://mail.example.com", { port: 587, isImplicitTls: false, user: null, requireTls: true }],
    ["smtps://mail.example.com/", { port: 465, isImplicitTls: true, user: null, requireTls: true }],
    ["smtp://mail.example.com:465", { port: 465, isImplicitTls: true, user: null, requireTls: true }],
    ["smtp://shop:pass@mail.example.com:2525", { port: 2525, isImplicitTls: false, user: "shop", requireTls: true }],
    [
      "smtps://a%40b.c:p%3A%2F%23@mail.example.com",
      { port: 465, isImplicitTls: true, user: "a@b.c", requireTls: true }
    ],
    ["smtp://localhost:1025", { port: 1025, isImplicitTls: false, user: null, requireTls: false }],
    ["smtp://127.0.0.1", { port: 587, isImplicitTls: false, user: null, requireTls: false }],
    ["smtp://[::1]:25", { port: 25, isImplicitTls: false, user: null, requireTls: false }],
    ["smtps://localhost", { port: 465, isImplicitTls: true, user: null, requireTls: true }],
    ["smtp://localhost.example.com", { port: 587, isImplicitTls: false, user: null, requireTls: true }]
  ] as const)("is read: %s", ([url, expected]) =>
    Effect.gen(function* () {
      const { place, requireTls } = yield* check({ url: secret(url), from })
      const { isImplicitTls, login, port } = place
      expect({ port, isImplicitTls, user: login?.user ?? null, requireTls }).toStrictEqual(expected)
    })
  )

  it.effect.each([
    "",
    "mail.example.com",
    "http://mail.example.com",
    "smtp://",
    "smtp://mail.example.com:0",
    "smtp://mail.example.com:99999",
    "smtp://mail.example.com/path",
    "smtp://mail.example.com?pool=true",
    "smtp://shop@mail.example.com",
    "smtp://:pass@mail.example.com",
    "smtp://shop:100%@mail.example.com",
    "smtp://shop:a/b@mail.example.com",
    "smtp://a b@mail.example.com"
  ])("is wrong: %s", (url) =>
    Effect.map(wrongIn({ url: secret(url), from }), (options) => expect(options).toStrictEqual(["url"]))
  )

  it.effect("is read in parts", () =>
    Effect.gen(function* () {
      const login = { user: "shop", password: secret("pass") }
      const { place } = yield* check({ host: "mail.example.com", ...login, from })
      expect(place).toMatchObject({
        host: "mail.example.com",
        port: 587,
        isImplicitTls: false,
        login: { user: "shop" }
      })
      expect((yield* check({ host: "mail.example.com", port: 465, from })).place.isImplicitTls).toBe(true)
      expect(yield* wrongIn({ host: "not a host", from })).toStrictEqual(["host"])
      expect(yield* wrongIn({ host: "mail.example.com", port: 70_000, from })).toStrictEqual(["port"])
      expect(yield* wrongIn({ host: "mail.example.com", user: "shop", from })).toStrictEqual(["password"])
      expect(yield* wrongIn({ host: "mail.example.com", password: secret("pass"), from })).toStrictEqual(["password"])
    })
  )

  it("has any user and any password in it", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 })
    const property = fc.property(text, text, (user, password) => {
      const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
      const { place } = Effect.runSync(check({ url: secret(`smtps://${login}@mail.example.com`), from }))
      expect(place.login?.user).toBe(user)
      expect(place.login === null ? null : Redacted.value(place.login.password)).toBe(password)
    })
    fc.assert(property)
  })
})

describe("options", () => {
  it.effect.each([
    ["from.address", { from: { name: "The Shop", address: "shop" } }],
    ["from.address", { from: { name: "The Shop", address: "The Shop <shop@example.com>" } }],
    ["replyTo.address", { replyTo: { name: "", address: "a@example.com, b@example.com" } }],
    ["messageIdDomain", { messageIdDomain: "a domain" }],
    ["ehloName", { ehloName: "a\r\nb" }],
    ["ca", { ca: "certificate" }],
    ["maxConnections", { maxConnections: 0 }],
    ["maxConnections", { maxConnections: 1.5 }],
    ["messagesPerConnection", { messagesPerConnection: -1 }],
    ["connectMaxSeconds", { connectMaxSeconds: Number.NaN }],
    ["greetingMaxSeconds", { greetingMaxSeconds: 0 }],
    ["answerMaxSeconds", { answerMaxSeconds: 1e9 }],
    ["sendMaxSeconds", { sendMaxSeconds: 0 }],
    ["dkim.domain", { dkim: { ...dkim, domain: "exa mple.com" } }],
    ["dkim.selector", { dkim: { ...dkim, selector: "a; b" } }],
    ["dkim.privateKey", { dkim: { ...dkim, privateKey: secret("a key") } }],
    ["dkim.privateKey", { dkim: { ...dkim, privateKey: secret(ed25519) } }],
    ["dkim.privateKey", { dkim: { ...dkim, privateKey: secret(locked) } }]
  ] as const)("are wrong: %s", ([option, settings]) =>
    Effect.map(wrongIn({ ...right, ...settings }), (options) => expect(options).toStrictEqual([option]))
  )

  it.effect("that are wrong are told all at once, with what is expected and without what was given", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(
        SmtpSender.make({
          url: secret("smtp://hidden-user:hidden-password@hidden-host/hidden"),
          from: { name: "hidden", address: "hidden" },
          sendMaxSeconds: 0,
          dkim: { ...dkim, privateKey: secret("hidden") }
        })
      )
      expect(failure._tag).toBe("SmtpMisconfigured")
      expect(failure.problems.map(({ option }) => option)).toStrictEqual([
        "url",
        "from.address",
        "dkim.privateKey",
        "sendMaxSeconds"
      ])
      expect(failure.message).toMatch(/^No mail can be sent by SMTP:\n {2}url: expected smtp:\/\//u)
      expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain("hidden")
    })
  )

  it.effect("have what holds unless it is said otherwise", () =>
    Effect.gen(function* () {
      const { place: _, signing: __, ehloName: ___, ...checked } = yield* check({ ...right, dkim })
      expect(checked).toStrictEqual({
        from,
        replyTo: null,
        messageIdDomain: "example.com",
        requireTls: true,
        ca: null,
        maxConnections: 10,
        messagesPerConnection: 1_000,
        connectMaxSeconds: 20,
        greetingMaxSeconds: 15,
        answerMaxSeconds: 30,
        sendMaxSeconds: 60
      })
    })
  )

  it.effect("say how this machine calls itself", () =>
    Effect.gen(function* () {
      const server = yield* mailServer()
      const sender = yield* SmtpSender.make({
        host: "127.0.0.1",
        port: server.port,
        from,
        ehloName: "shop-1.example.com"
      })
      yield* sender.send(mail())
      expect(server.taken.map(({ ehlo }) => ehlo)).toStrictEqual(["shop-1.example.com"])
    })
  )
})

describe("a shop", () => {
  it.effect("has the sender as its own, by a layer or by its value", () =>
    Effect.gen(function* () {
      const server = yield* mailServer()
      const { password, user } = credentials
      const options = { url: secret(`smtp://${user}:${password}@localhost:${server.port}`), from }
      const send = Effect.gen(function* () {
        const { email, sms } = yield* MessageSenders
        expect([email?.name, sms]).toStrictEqual(["smtp", null])
        return yield* email?.send(mail()) ?? Effect.die("nobody carries mail")
      })
      yield* Effect.provide(send, SmtpSender.layer(options))
      const sender = Layer.unwrap(Effect.map(SmtpSender.make(options), (email) => layerSenders({ email })))
      yield* Effect.provide(send, sender)
      expect(server.taken.map((taken) => taken.user)).toStrictEqual([user, user])
    })
  )
})
