import {
  InvalidInput,
  Channel,
  MessageKindName,
  MessagePreferences,
  MessagePreferencesPatch,
  Notification,
  Page,
  ReadNotifications,
  SignInNeeded,
  UnsubscribeLinkNotFound
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { onePaging, pageOf, paging, truth } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"
import { doorway } from "./SessionCookies.ts"

export const NotificationPage = pageOf("Notification", Notification)

export const UnreadCount = Schema.Struct({ unread: Schema.Int }).annotate({ identifier: "UnreadCount" })

export const Unsubscribed = Schema.Struct({ kind: MessageKindName, channel: Channel }).annotate({
  identifier: "Unsubscribed"
})

const needed = problem(SignInNeeded)
const token = { token: Schema.String }

export class NotificationsApi extends HttpApiGroup.make("notifications")
  .add(
    HttpApiEndpoint.get("list", "/notifications", {
      query: Schema.Struct({ read: Schema.optionalKey(truth), ...paging }).check(onePaging),
      success: NotificationPage,
      error: [needed, problem(Page.InvalidCursor)]
    }).annotateMerge(summary("One's inbox, the newest first", "`read=false` are those that were not read.")),
    HttpApiEndpoint.get("count", "/notifications/unread", { success: UnreadCount, error: needed }).annotateMerge(
      summary("How many one has not read")
    ),
    HttpApiEndpoint.post("read", "/notifications/read", {
      payload: ReadNotifications,
      success: UnreadCount,
      error: [needed, problem(InvalidInput)]
    }).annotateMerge(
      summary("Mark notifications as read", "All of them where none are named. Answers how many are left.")
    ),
    HttpApiEndpoint.get("stream", "/notifications/stream", {
      headers: { "last-event-id": Schema.optionalKey(Schema.String.check(Schema.isMaxLength(64))) },
      success: HttpApiSchema.StreamSse({ data: Notification }),
      error: needed
    }).annotateMerge(
      summary(
        "What arrives from now on, as server-sent events",
        "Each event's `id` is the notification's: `Last-Event-ID` goes on after it. The stream ends after a quarter of an hour, and is to be opened again."
      )
    ),
    HttpApiEndpoint.get("preferences", "/preferences", { success: MessagePreferences, error: needed }).annotateMerge(
      summary("What one wants to be told, where and in which language")
    ),
    HttpApiEndpoint.patch("choose", "/preferences", {
      payload: MessagePreferencesPatch,
      success: MessagePreferences,
      error: [needed, problem(InvalidInput)]
    }).annotateMerge(
      summary(
        "Choose what to be told, where and in which language",
        "Channels of a topic; none: nothing of it. What is necessary is told all the same. null takes a choice back."
      )
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/me")
  .annotateEndpointsMerge(asks.signedIn)
  .annotateMerge(room("Notifications", "What one was told, and what one wants to be told.")) {}

export class UnsubscribeApi extends HttpApiGroup.make("unsubscribe")
  .add(
    HttpApiEndpoint.get("ask", "/:token", {
      params: token,
      success: Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/html; charset=utf-8" }))
    })
      .annotateMerge(doorway(asks.everybody))
      .annotateMerge(
        summary(
          "A page that asks whether one wants no more of such messages",
          "Links are followed by machines too: nothing has happened yet."
        )
      ),
    HttpApiEndpoint.post("unsubscribe", "/:token", {
      params: token,
      success: Unsubscribed,
      error: problem(UnsubscribeLinkNotFound)
    })
      .annotateMerge(doorway(asks.secret("token of the message")))
      .annotateMerge(
        summary(
          "Want no more of such messages on this channel",
          "What mail programs send when one unsubscribes (RFC 8058). Who accepts `text/html` is answered with a page."
        )
      )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/unsubscribe")
  .annotateMerge(room("Unsubscribing", "For links in messages.")) {}
