import { Context, Effect, Layer } from "effect"
import { Ids } from "../Ids.ts"
import { Jobs } from "../jobs/Jobs.ts"
import { OrderReckoning } from "../order/OrderReckoning.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { hearMessage } from "./jobs.ts"
import type { WebhookRefused } from "./PaymentErrors.ts"
import { PaymentMethodNotFound } from "./PaymentRefusals.ts"
import { PaymentProviders } from "./PaymentProviders.ts"
import { PaymentStore } from "./PaymentStore.ts"
import { ProviderMessageId, type ProviderMessage } from "./ProviderMessage.ts"
import type { ProviderEvent, WebhookAnswer, WebhookMessage } from "./Webhook.ts"

/** What of an event is kept. Which phone or email it names is not. */
const aboutOf = (event: Exclude<ProviderEvent, { readonly _tag: "IncomingAsked" }>): ProviderMessage["about"] => {
  switch (event._tag) {
    case "PaymentMoved": {
      const { payment, receipt } = event
      return "id" in payment
        ? { kind: "payment", id: payment.id, receipt }
        : { kind: "reference", reference: payment.reference, receipt }
    }
    case "RefundMoved":
      return { kind: "refund", reference: event.reference }
    case "IncomingMoney": {
      const { account, amount, reference } = event
      return { kind: "incoming", account, amount, reference, token: null }
    }
    case "IncomingConfirmed": {
      const { amount, reference, token } = event
      return { kind: "confirmed", token, reference, amount }
    }
    case "Other":
      return { kind: "other" }
  }
}

/** Public: where providers tell what has happened. */
export class Webhooks extends Context.Service<
  Webhooks,
  {
    /**
     * Takes a message of a provider's, by its raw bytes, and answers what that provider expects. It is kept once, however
     * often it comes, and acted upon by a job. Of a message that is not the provider's nothing is kept.
     */
    receive(
      method: string,
      message: WebhookMessage
    ): Effect.Effect<WebhookAnswer, PaymentMethodNotFound | WebhookRefused>
  }
>()("@duka/core/payment/Webhooks") {
  static readonly layer = Layer.effect(
    Webhooks,
    Effect.gen(function* () {
      const store = yield* PaymentStore
      const providers = yield* PaymentProviders
      const { numbered } = yield* OrderReckoning
      const ids = yield* Ids
      const jobs = yield* Jobs
      const units = yield* UnitOfWork

      const receive = Effect.fn("Webhooks.receive")(function* (method: string, given: WebhookMessage) {
        const provider = providers.find(({ name }) => name === method)
        if (provider === undefined) return yield* new PaymentMethodNotFound({ method })
        const { answer, event, id: key, kind } = yield* provider.receive(given)
        if (event._tag === "IncomingAsked") {
          const order = yield* numbered(event.account)
          const isWanted =
            order !== null &&
            order.currency === event.amount.currency &&
            order.status !== "cancelled" &&
            order.status !== "delivered"
          return isWanted ? answer : event.refusal
        }
        const message: ProviderMessage = {
          id: yield* ids.make(ProviderMessageId),
          method: provider.name,
          key,
          kind,
          about: aboutOf(event),
          outcome: event._tag === "Other" ? "ignored" : "received",
          receivedAt: yield* now
        }
        yield* units.commit(
          Effect.gen(function* () {
            const isNew = yield* store.keep(message)
            if (!isNew || message.outcome === "ignored") return
            yield* jobs.enqueue(hearMessage, { messageId: message.id }, { id: `hear:${message.id}` })
          })
        )
        return answer
      })

      return Webhooks.of({ receive })
    })
  )
}
