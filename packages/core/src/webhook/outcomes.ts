/** What it means when a receiver answers, or does not. */
import { DateTime } from "effect"
import type { WebhookSettings } from "../Settings.ts"
import { after, type Timestamp } from "../Time.ts"
import type { Carried } from "./WebhookCarrier.ts"
import type { WebhookDelivery } from "./WebhookDelivery.ts"
import type { WebhookOutcome } from "./WebhookDeliveryStore.ts"
import { type WebhookEndpoint, webhookLimits } from "./WebhookEndpoint.ts"

export type Verdict =
  | { readonly _tag: "Delivered" }
  /** Nobody wants to hear of anything there any more. */
  | { readonly _tag: "Gone"; readonly error: string }
  | { readonly _tag: "Failed"; readonly error: string; readonly retryAfterSeconds: number }

const notAnswered = (
  { code, why }: Extract<Carried, { readonly _tag: "NotAnswered" }>,
  { answerSeconds }: Pick<WebhookSettings, "answerSeconds">
): string => {
  switch (why) {
    case "forbidden":
      return "The host's address is none that the shop may call: it is not on the public internet."
    case "timeout":
      return `There was no answer within ${answerSeconds} seconds.`
    case "unreachable":
      return `The host could not be reached${code === null ? "" : `: ${code}`}.`
  }
}

/** By Standard Webhooks: 2xx alone is a success, a redirect is none, and 410 is for good. */
export const verdictOf = (carried: Carried, settings: Pick<WebhookSettings, "answerSeconds">): Verdict => {
  if (carried._tag === "NotAnswered") {
    return { _tag: "Failed", error: notAnswered(carried, settings), retryAfterSeconds: 0 }
  }
  const { retryAfterSeconds, status } = carried
  if (status >= 200 && status < 300) return { _tag: "Delivered" }
  if (status === 410) return { _tag: "Gone", error: "The receiver answered 410: it wants nothing more." }
  const redirects = status >= 300 && status < 400 ? ", and redirects are not followed" : ""
  return {
    _tag: "Failed",
    error: `The receiver answered ${status}${redirects}.`,
    retryAfterSeconds: Math.max(0, Math.min(retryAfterSeconds ?? 0, webhookLimits.retryAfterMaxSeconds))
  }
}

const secondsBetween = (from: Timestamp, to: Timestamp): number =>
  (DateTime.toEpochMillis(DateTime.makeUnsafe(to)) - DateTime.toEpochMillis(DateTime.makeUnsafe(from))) / 1_000

/**
 * Until when an endpoint that has failed is left alone: as long as it has failed already, within limits, or as it asks. One
 * that is away is then asked now and again, and holds up nobody else.
 */
export const pauseAfter = (
  { failingSince }: Pick<WebhookEndpoint, "failingSince">,
  { at, retryAfterSeconds }: { readonly at: Timestamp; readonly retryAfterSeconds: number }
): Timestamp => {
  const { pauseMaxSeconds, pauseMinSeconds } = webhookLimits
  const failed = failingSince === null ? 0 : secondsBetween(failingSince, at)
  const pause = Math.min(Math.max(failed, pauseMinSeconds), pauseMaxSeconds)
  return after(at, Math.max(pause, retryAfterSeconds))
}

export const later = (one: Timestamp, other: Timestamp): Timestamp => (one < other ? other : one)

interface Attempted {
  readonly at: Timestamp
  readonly lastStatus: number | null
  /** When it may be tried again; null: no more. */
  readonly next: Timestamp | null
}

/** What a verdict means for the delivery. */
export const outcomeOf = (verdict: Verdict, { at, lastStatus, next }: Attempted): WebhookOutcome => {
  const sent = { attempted: true, lastStatus, updatedAt: at } as const
  if (verdict._tag === "Delivered") {
    return { ...sent, status: "delivered", lastError: null, nextAttemptAt: null, deliveredAt: at }
  }
  const failed = { ...sent, lastError: verdict.error, deliveredAt: null } as const
  return verdict._tag === "Gone" || next === null
    ? { ...failed, status: "failed", nextAttemptAt: null }
    : { ...failed, status: "pending", nextAttemptAt: next }
}

/** It is not sent, since nothing is sent to its endpoint any more. */
export const unsent = ({ lastStatus }: Pick<WebhookDelivery, "lastStatus">, at: Timestamp): WebhookOutcome => ({
  attempted: false,
  status: "failed",
  lastStatus,
  lastError: "The endpoint is disabled.",
  nextAttemptAt: null,
  deliveredAt: null,
  updatedAt: at
})
