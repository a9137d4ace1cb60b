/** Those who take the money in a simulated shop: by chance they are silent, late, or on their way. */
import type { PaymentProvider } from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import type { Chance } from "./chance.ts"
import type { Weather } from "./faults.ts"
import type { Tally } from "./Tally.ts"

type Bank = FakeProvider.FakeProvider

export interface Providers {
  readonly banks: ReadonlyArray<Bank>
  readonly providers: ReadonlyArray<PaymentProvider>
  readonly bankOf: (method: string) => Bank | undefined
}

const declines = ["insufficient_funds", "expired_card", "declined"] as const

export const makeProviders = (chance: Chance, tally: Tally, weather: Weather): Providers => {
  const faultOf = (operation: FakeProvider.Operation): FakeProvider.Fault => {
    if (operation === "start" && chance.once(3)) return { decline: chance.pick(declines) }
    // An answer that is lost is what a refund under another key would be made twice by.
    if (operation === "refund") return chance.pick(["after", "after", "before", "hang", "pending"])
    if (operation === "lookUp" && chance.once(4)) return "late"
    return chance.once(5) ? { delaySeconds: 1 + chance.below(20) } : chance.pick(["before", "after", "hang"])
  }
  const plan =
    (name: string): FakeProvider.Plan =>
    (operation) => {
      if (weather.outOf === 0) return undefined
      // Refunds are rare by themselves.
      const isRare = operation === "refund" || operation === "lookUpRefund"
      if (!chance.once(isRare ? 3 : weather.outOf)) return undefined
      const fault = faultOf(operation)
      const what = typeof fault === "string" ? fault : Object.keys(fault).join()
      tally.count("faults of providers", `${operation} ${what} (${name})`)
      return fault
    }
  const bank = (name: string, capabilities: FakeProvider.FakeOptions["capabilities"] = {}) =>
    FakeProvider.make({ name, plan: plan(name), capabilities: { lookUpSeconds: 4 * 3_600, ...capabilities } })
  const banks = [
    bank("bank"),
    bank("card", { capture: ["manual", "automatic"] }),
    bank("till", { refund: "by_hand", voids: false })
  ]
  return {
    banks,
    providers: banks.map(({ provider }) => provider),
    bankOf: (method) => banks.find((bank) => bank.method === method)
  }
}
