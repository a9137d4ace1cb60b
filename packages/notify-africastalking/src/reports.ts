/**
 * Delivery reports: a form in a POST, after the page "SMS Notifications" of developers.africastalking.com. They are not signed:
 * whoever knows the address can send one. `phoneNumber`, `networkCode` and `retryCount` are not read.
 */
import type { DeliveryReport } from "@duka/core"

const bodyMax = 10_000

const outcomes: ReadonlyMap<string, DeliveryReport["outcome"]> = new Map([
  ["Sent", "pending"],
  ["Submitted", "pending"],
  ["Buffered", "pending"],
  ["Success", "delivered"],
  ["Failed", "failed"],
  ["Rejected", "failed"],
  // Not delivered either, and the status is all that is said of why.
  ["AbsentSubscriber", "failed"],
  ["Expired", "failed"]
])

/** `failureReason` is told in these words and no others: anybody may have written it. */
const reasons: ReadonlySet<string> = new Set([
  "AbsentSubscriber",
  "DeliveryFailure",
  "DoNotDisturbRejection",
  "Expired",
  "InsufficientCredit",
  "InvalidLinkId",
  // Both spellings are documented.
  "NotNetworkSubcriber",
  "NotNetworkSubscriber",
  "UserAccountSuspended",
  "UserDoesNotExist",
  "UserInBlackList",
  "UserIsInactive",
  "UserNotSubscribedToProduct"
])

/** Null: it is no report, or says nothing that is known. */
export const read = (body: string): DeliveryReport | null => {
  if (body.length > bodyMax) return null
  const form = new URLSearchParams(body)
  const reference = form.get("id") ?? ""
  const status = form.get("status") ?? ""
  const outcome = outcomes.get(status)
  if (outcome === undefined || !/^[\x21-\x7e]{1,200}$/u.test(reference)) return null
  const why = [form.get("failureReason") ?? "", status].find((word) => reasons.has(word))
  return { reference, outcome, reason: outcome === "failed" ? (why ?? null) : null }
}
