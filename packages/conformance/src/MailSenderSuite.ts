/**
 * The laws of `MailSender`, over a carrier that the test has in its hands. What may go wrong there is said in `MailTried`; no
 * law knows a name.
 */
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { sends } from "./mailSending.ts"
import { type MailLaw, type MailTried, opened } from "./mailStand.ts"
import { troubles } from "./mailTroubles.ts"

export { type MailStand, type MailTaken, type MailTried, type MailTrouble } from "./mailStand.ts"

export const suite = (adapter: string, tried: MailTried) =>
  describe(`MailSender (${adapter})`, () => {
    const law: MailLaw = (title, body) =>
      it.effect(title, () => Effect.scoped(Effect.flatMap(opened(tried), body)), 30_000)
    sends(law)
    troubles(law, tried)
  })
