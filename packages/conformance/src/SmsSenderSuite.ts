/**
 * The laws of `SmsSender`, over a carrier that the test has in its hands. What may go wrong there, and what it reports, is
 * said in `SmsTried`; no law knows a name.
 */
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { reports } from "./smsReports.ts"
import { sends } from "./smsSending.ts"
import { opened, type SmsLaw, type SmsTried } from "./smsStand.ts"
import { troubles } from "./smsTroubles.ts"

export { type SmsStand, type SmsTried, type SmsTrouble } from "./smsStand.ts"

export const suite = (adapter: string, tried: SmsTried) =>
  describe(`SmsSender (${adapter})`, () => {
    const law: SmsLaw = (title, body) =>
      it.effect(title, () => Effect.scoped(Effect.flatMap(opened(tried), body)), 30_000)
    sends(law, tried)
    troubles(law, tried)
    reports(law, tried)
  })
