import { PaymentMethodNotFound, WebhookRefused } from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { asks } from "./Asks.ts"
import { room, summary } from "./described.ts"
import { problem } from "./Problem.ts"
import { PayloadTooLarge } from "./ProtocolErrors.ts"
import { RequestRules } from "./RequestRules.ts"

export const webhookLimits = { bodyBytesMax: 262_144 } as const

/** Whatever a provider adds to the address: it is not read. */
const query = Schema.StructWithRest(Schema.Struct({}), [Schema.Record(Schema.String, Schema.Unknown)])

const success = HttpApiSchema.Empty(200)
const error = [problem(PaymentMethodNotFound), problem(WebhookRefused), problem(PayloadTooLarge)] as const

const told =
  "The raw body is verified as the provider signs it, and answered as the provider expects. It is kept once, however often it comes, and nothing is settled before the provider was asked."

const unsigned = { provider: Schema.String, secret: Schema.String, message: Schema.String }
const bySecret = `The address holds a secret that only the shop and the provider know. ${told}`

export class WebhooksApi extends HttpApiGroup.make("webhooks")
  .add(
    HttpApiEndpoint.post("receive", "/:provider", { params: { provider: Schema.String }, query, success, error })
      .annotateMerge(asks.secret("provider's signature"))
      .annotateMerge(summary("What a payment provider has to tell", told)),
    HttpApiEndpoint.post("receiveSecret", "/:provider/:secret/:message", {
      params: unsigned,
      query,
      success,
      error
    })
      .annotateMerge(asks.secret("provider's signature"))
      .annotateMerge(summary("What a provider that signs nothing has to tell", bySecret)),
    HttpApiEndpoint.post("receiveAbout", "/:provider/:secret/:message/:about", {
      params: { ...unsigned, about: Schema.String },
      query,
      success,
      error
    })
      .annotateMerge(asks.secret("provider's signature"))
      .annotateMerge(summary("What it has to tell of one payment", bySecret))
  )
  .middleware(RequestRules)
  .prefix("/v1/webhooks/payments")
  .annotateMerge(room("Webhooks", "Where payment providers tell what has happened.")) {}
