import { Schema } from "effect"

/** `refunded` also where nothing was paid back: it is settled. */
export const ReturnStatus = Schema.Literals(["requested", "approved", "rejected", "received", "refunded"]).annotate({
  identifier: "ReturnStatus"
})
export type ReturnStatus = typeof ReturnStatus.Type
