import { Context, type Effect } from "effect"
import type { Timestamp } from "../Time.ts"
import type { Read, VersionConflict } from "../Version.ts"
import type { DisabledReason, WebhookEndpoint, WebhookEndpointId } from "./WebhookEndpoint.ts"
import type { WebhookEndpointNotFound } from "./WebhookErrors.ts"

/** An attempt that has failed, as its endpoint remembers it. */
export interface WebhookFailure {
  readonly at: Timestamp
  readonly failure: string
  /** Unless it is paused for longer already. */
  readonly pausedUntil: Timestamp
  /** An endpoint whose last pause was over by then fails since `at`, not since it failed before. */
  readonly wellSince: Timestamp
}

export class WebhookEndpointStore extends Context.Service<
  WebhookEndpointStore,
  {
    insert(endpoint: WebhookEndpoint): Effect.Effect<void>
    /** All of them, the newest first. */
    readonly list: Effect.Effect<ReadonlyArray<WebhookEndpoint>>
    get(id: WebhookEndpointId): Effect.Effect<WebhookEndpoint, WebhookEndpointNotFound>
    /** Saves all but the time of creation as `read.version + 1`, unless it has changed since. */
    save(
      endpoint: WebhookEndpoint,
      read: { readonly version: number }
    ): Effect.Effect<WebhookEndpoint, WebhookEndpointNotFound | VersionConflict>
    /** With its deliveries, unless it has changed since `read.version` where that is told. Answers what is gone. */
    remove(id: WebhookEndpointId, read: Read): Effect.Effect<WebhookEndpoint, WebhookEndpointNotFound | VersionConflict>
    /** That it has failed before is forgotten, and so is a pause that is over. No other version for it. */
    noteSuccess(id: WebhookEndpointId, at: Timestamp): Effect.Effect<void>
    /** Answers since when an active one fails; null: there is none. No other version for it. */
    noteFailure(id: WebhookEndpointId, failed: WebhookFailure): Effect.Effect<Timestamp | null>
    /** An active one is disabled, as its next version; false when there is none. */
    disable(
      id: WebhookEndpointId,
      disabled: { readonly reason: DisabledReason; readonly failure: string; readonly at: Timestamp }
    ): Effect.Effect<boolean>
  }
>()("@duka/core/webhook/WebhookEndpointStore") {}
