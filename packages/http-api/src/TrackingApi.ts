import { Tracking, TrackingNotFound } from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export class TrackingApi extends HttpApiGroup.make("tracking")
  .add(
    HttpApiEndpoint.get("track", "/:token", {
      params: { token: Schema.String },
      success: Tracking,
      error: problem(TrackingNotFound)
    })
      .annotateMerge(asks.secret("tracking token"))
      .annotateMerge(
        summary(
          "The public timeline of an order",
          "What a link in a mail or an SMS shows: no person, no address, no sum."
        )
      )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/track")
  .annotateMerge(room("Tracking", "For links.")) {}
