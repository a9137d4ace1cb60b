import type { Timestamp } from "../Time.ts"
import type { WebhookEndpoint, WebhookEndpointPatch } from "./WebhookEndpoint.ts"

/** Nothing is known against it. */
const well = { disabledReason: null, failure: null, failingSince: null, pausedUntil: null } as const

/** What a patch makes of an endpoint. What another address has failed at is not held against a new one. */
export const changed = (
  before: WebhookEndpoint,
  {
    description = before.description,
    events = before.events,
    status = before.status,
    url = before.url
  }: WebhookEndpointPatch,
  at: Timestamp
): WebhookEndpoint => {
  const next = { ...before, url, description, events, updatedAt: at }
  if (status === "disabled") {
    return { ...next, status, disabledReason: before.disabledReason ?? "staff" }
  }
  const isAnew = before.status === "disabled" || url !== before.url
  return { ...next, status, ...(isAnew ? well : {}) }
}
