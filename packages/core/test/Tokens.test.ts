import { describe, expect, layer } from "@effect/vitest"
import { Effect, Layer, Redacted, Schema } from "effect"
import { Base64Url } from "effect/encoding"
import { Duka, OrderId, SecretKey, Token, Tokens, type TokenPurpose } from "@duka/core"
import { uuid } from "./samples.ts"

const tokensOf = (fill: number) =>
  Tokens.layer.pipe(
    Layer.provide(Layer.succeed(SecretKey, Redacted.make(new Uint8Array(32).fill(fill)))),
    Layer.provide(Duka.layerCrypto)
  )

const purposes: ReadonlyArray<TokenPurpose> = ["cart", "order", "tracking", "csrf"]
const Purpose = Schema.Literals(purposes)

const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]

layer(tokensOf(1))("Tokens", (it) => {
  it.effect.prop("leads back to its thing, and says the same every time", { id: OrderId, purpose: Purpose }, (given) =>
    Effect.gen(function* () {
      const tokens = yield* Tokens
      const id = given.id.toLowerCase()
      const token = yield* tokens.mint(given.purpose, id)
      expect(Schema.is(Token)(token)).toBe(true)
      expect(yield* tokens.mint(given.purpose, id)).toBe(token)
      expect(yield* tokens.read(given.purpose, token)).toBe(id)
    })
  )

  it.effect.each(purposes)("for a %s is good for nothing else", (purpose) =>
    Effect.gen(function* () {
      const tokens = yield* Tokens
      const token = yield* tokens.mint(purpose, uuid(1))
      for (const other of purposes) {
        expect(yield* tokens.read(other, token)).toBe(other === purpose ? uuid(1) : null)
      }
    })
  )

  it.effect("of another shop's key is worth nothing", () =>
    Effect.gen(function* () {
      const theirs = yield* Effect.provide(
        Effect.flatMap(Tokens, (tokens) => tokens.mint("order", uuid(1))),
        tokensOf(2),
        { local: true }
      )
      const tokens = yield* Tokens
      expect(theirs).not.toBe(yield* tokens.mint("order", uuid(1)))
      expect(yield* tokens.read("order", theirs)).toBeNull()
    })
  )

  it.effect("with any one bit changed is refused", () =>
    Effect.gen(function* () {
      const tokens = yield* Tokens
      const minted = yield* tokens.mint("cart", uuid(12))
      const bytes = yield* Effect.fromResult(Base64Url.decode(minted))
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const changed = bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)))
        expect(yield* tokens.read("cart", Base64Url.encode(changed))).toBeNull()
      }
    })
  )

  it.effect("is one text: with any one letter changed, added or left out it is refused", () =>
    Effect.gen(function* () {
      const tokens = yield* Tokens
      const minted = yield* tokens.mint("cart", uuid(12))
      const changed = [...minted].flatMap((kept, index) => [
        minted.slice(0, index) + minted.slice(index + 1),
        ...alphabet.flatMap((letter) =>
          letter === kept ? [] : [minted.slice(0, index) + letter + minted.slice(index + 1)]
        )
      ])
      const added = ["=", "\n", "\r\n", " ", "A", "AA", "AAA", "AAAA"].flatMap((more) => [minted + more, more + minted])
      for (const token of [...changed, ...added, "", minted + minted]) {
        expect(yield* tokens.read("cart", token)).toBeNull()
      }
    })
  )

  it.effect.prop("is nothing that somebody made up", { text: Schema.String, token: Token }, ({ text, token }) =>
    Effect.gen(function* () {
      const tokens = yield* Tokens
      expect(yield* tokens.read("order", text)).toBeNull()
      expect(yield* tokens.read("order", token)).toBeNull()
    })
  )
})

describe("a random key", () => {
  const minted = Effect.flatMap(Tokens, (tokens) => tokens.mint("order", uuid(1)))
  const fresh = Layer.suspend(() =>
    Tokens.layer.pipe(Layer.provide(SecretKey.layerRandom), Layer.provide(Duka.layerCrypto))
  )

  layer(Layer.empty)((it) => {
    it.effect("is another one in each process", () =>
      Effect.gen(function* () {
        const tokens = yield* Effect.forEach([1, 2, 3], () => Effect.provide(minted, fresh, { local: true }))
        expect(new Set(tokens).size).toBe(3)
      })
    )
  })
})
