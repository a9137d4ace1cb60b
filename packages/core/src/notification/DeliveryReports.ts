import { Context, Effect, Layer, Redacted, Schema } from "effect"
import { Mac } from "effect/crypto"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { MessageSenders } from "./MessageSenders.ts"
import { MessageStore } from "./MessageStore.ts"

/** The address that a carrier reports to holds another secret than the shop's, or the shop takes no reports. */
export class ReportRefused extends Schema.TaggedError<ReportRefused>()("ReportRefused", {}) {
  override get message() {
    return "Nobody reports to this address."
  }
}

const encoder = new TextEncoder()

/** What carriers of SMS tell later of what they took: unsigned, so that only who knows the address is heard. */
export class DeliveryReports extends Context.Service<
  DeliveryReports,
  {
    /** A report as it comes in. What is none, and what tells of messages of others, changes nothing. */
    receive(secret: string, body: string): Effect.Effect<void, ReportRefused>
  }
>()("@duka/core/notification/DeliveryReports") {
  static readonly layer = Layer.effect(
    DeliveryReports,
    Effect.gen(function* () {
      const store = yield* MessageStore
      const { sms } = yield* MessageSenders
      const { reportSecret } = (yield* Settings).messages

      const receive = Effect.fn("DeliveryReports.receive")(function* (secret: string, body: string) {
        const isKnown =
          reportSecret !== null &&
          Mac.timingSafeEqual(encoder.encode(secret), encoder.encode(Redacted.value(reportSecret)))
        if (!isKnown || sms === null) return yield* new ReportRefused()
        const report = yield* sms.report(body)
        if (report === null || report.outcome === "pending") return
        const { outcome, reason: failure, reference } = report
        const status = outcome === "delivered" ? "delivered" : "undelivered"
        yield* store.report({ sender: sms.name, reference }, { status, failure, updatedAt: yield* now })
      })

      return DeliveryReports.of({ receive })
    })
  )
}
