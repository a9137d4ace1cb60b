import { PaymentProviderSuite } from "@duka/conformance"
import { Money, type NextStep } from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { Effect } from "effect"

/** Its other side is in it: another process of the shop has the same one. */
const standOf = (options: FakeProvider.FakeOptions) =>
  Effect.sync((): PaymentProviderSuite.ProviderStand => {
    const fake = FakeProvider.make(options)
    const events = new Map<string, FakeProvider.Event>()
    return {
      provider: fake.provider,
      another: fake.provider,
      unplugged: FakeProvider.make({ ...options, plan: () => "before" }).provider,
      payments: () => fake.payments().length,
      refunds: () => fake.refunds().length,
      pay: (id, { amount, currency } = {}) =>
        void fake.pay(id, {
          ...(amount === undefined ? {} : { amount }),
          ...(currency === undefined ? {} : { currency: Money.Currency.make(currency) })
        }),
      decline: (id) => void fake.decline(id),
      endRefunds: () => {
        for (const key of fake.refunds("pending")) fake.endRefund(key)
      },
      told: (id) => {
        const state = `${id} ${fake.state(id)?.status}`
        const event = events.get(state) ?? fake.event(id)
        events.set(state, event)
        return fake.message(event)
      },
      fail: (operation) => fake.fail(operation, "after")
    }
  })

const tried = {
  currency: "KES",
  otherCurrency: "UGX",
  payer: { name: "Abebe Bikila", email: "abebe@example.com", phone: "+251911234567" },
  knownBy: "provider",
  looksTellRefunds: true,
  oddities: ["amount", "currency"],
  troubles: ["lost"],
  proof: { kind: "signature", at: { header: "fake-signature" } },
  secrets: []
} as const

PaymentProviderSuite.suite("a fake that can do everything", { ...tried, starts: "redirect", stand: standOf({}) })

const next = (kind: "none" | "prompt") => (): NextStep => ({ kind })

PaymentProviderSuite.suite("a fake that gives back all or nothing, later", {
  ...tried,
  starts: "prompt",
  stand: standOf({
    next: next("prompt"),
    step: 100,
    capabilities: {
      capture: ["automatic"],
      refund: "full",
      voids: false,
      needs: ["email", "phone"],
      currencies: [Money.Currency.make("KES")]
    },
    plan: (operation) => (operation === "refund" ? "pending" : undefined)
  })
})

PaymentProviderSuite.suite("a fake that gives nothing back by itself", {
  ...tried,
  starts: "none",
  stand: standOf({ next: next("none"), capabilities: { refund: "by_hand" } })
})
