/**
 * SMS by Africa's Talking, through its official SDK, after the pages "Send SMS" and "SMS Notifications" of
 * developers.africastalking.com and the SDK's source. It knows no idempotency key: a message that was taken while its answer
 * was lost is `SenderUnavailable`, and whoever sends it again sends it twice.
 */
import type { Effect } from "effect"
import type { AfricasTalkingConfig, AfricasTalkingMisconfigured } from "./config.ts"
import type { AfricasTalkingModeTaken } from "./modes.ts"
import { type AfricasTalkingSender, makeAt } from "./senders.ts"

export { type AfricasTalkingConfig, AfricasTalkingMisconfigured } from "./config.ts"
export { AfricasTalkingModeTaken } from "./modes.ts"
export { type AfricasTalkingSender } from "./senders.ts"

/** Loads the SDK, and asks nobody: a key that is wrong is found out when the first message is sent. */
export const make = (
  config: AfricasTalkingConfig
): Effect.Effect<AfricasTalkingSender, AfricasTalkingMisconfigured | AfricasTalkingModeTaken> => makeAt(config)
