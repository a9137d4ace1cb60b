import { PaymentProviderSuite } from "@duka/conformance"
import { Mpesa } from "@duka/payment-mpesa"
import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import { credentials } from "./darajaMessages.ts"
import { faultOf } from "../../payment-http/test/stand.ts"
import { darajaServer } from "./darajaServer.ts"

const paths: Readonly<Partial<Record<PaymentProviderSuite.Operation, string>>> = {
  start: "/mpesa/stkpush/v1/processrequest",
  lookUp: "/mpesa/stkpushquery/v1/query"
}

const refusal = (errorMessage: string) => ({ requestId: "1", errorCode: "400.002.05", errorMessage })

const stand = Effect.gen(function* () {
  const daraja = yield* darajaServer
  const closed = yield* Effect.scoped(Effect.map(darajaServer, ({ config }) => config))
  const referenceOf = (id: string) =>
    [...daraja.prompts.values()].find(({ callBackUrl }) => callBackUrl.endsWith(`/${id}`))?.reference ?? ""
  const stand: PaymentProviderSuite.ProviderStand = {
    provider: yield* Mpesa.make(daraja.config),
    another: yield* Mpesa.make(daraja.config),
    unplugged: yield* Mpesa.make(closed),
    payments: () => daraja.prompts.size,
    refunds: () => 0,
    pay: (id) => daraja.settle(referenceOf(id), "0"),
    decline: (id) => daraja.settle(referenceOf(id), "1032"),
    endRefunds: () => undefined,
    told: (id) => Effect.sync(() => daraja.told(referenceOf(id))),
    fail: (operation, trouble, said) => {
      const fault = faultOf(trouble, said, refusal)
      daraja.fail(paths[operation] ?? "", fault)
      // It is asked again with another token.
      if (said.status === 401) daraja.fail(paths[operation] ?? "", fault)
    }
  }
  return stand
}).pipe(Effect.provide(FetchHttpClient.layer))

PaymentProviderSuite.suite("M-Pesa", {
  stand,
  currency: "KES",
  otherCurrency: "UGX",
  payer: { name: "Amina", email: "amina@example.com", phone: "+254712345678" },
  starts: "prompt",
  knownBy: "process",
  looksTellRefunds: false,
  oddities: [],
  troubles: ["lost", "silent", "busy", "broken", "garbled", "refused"],
  proof: { kind: "secret", at: { path: 0 } },
  secrets: [
    credentials.consumerKey,
    credentials.consumerSecret,
    credentials.passkey,
    credentials.callbackSecret,
    credentials.securityCredential
  ]
})
