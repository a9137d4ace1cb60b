/** Telephone numbers, by libphonenumber's whole metadata: which of them a message can reach. */
import { Effect } from "effect"

const e164 = /^\+[1-9]\d{6,14}$/u

/** In many countries nobody can tell them from mobile numbers. */
const reachable: ReadonlySet<unknown> = new Set(["MOBILE", "FIXED_LINE_OR_MOBILE"])

/** The number as E.164 writes it, without a national zero; null for one that no message reaches. */
export type ReachableNumber = (given: string) => string | null

/** The metadata takes its time to load: it is loaded when a sender is made, not when somebody imports this package. */
export const reachableNumbers: Effect.Effect<ReachableNumber> = Effect.map(
  Effect.promise(() => import("libphonenumber-js/max")),
  ({ parsePhoneNumberFromString }): ReachableNumber =>
    (given) => {
      if (!e164.test(given)) return null
      const parsed = parsePhoneNumberFromString(given)
      return parsed?.isValid() === true && reachable.has(parsed.getType()) ? parsed.number : null
    }
)
