import { Inbox, MessagePreferences, Notification, Subscriptions } from "@duka/core"
import { DukaApi, NotificationPage, Paging, UnreadCount, Unsubscribed } from "@duka/http-api"
import { Effect, Stream } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { own, text } from "./answers.ts"
import * as UnsubscribePage from "./unsubscribePage.ts"

const page = text(NotificationPage)
const one = text(Notification)
const count = text(UnreadCount)
const preferences = text(MessagePreferences)
const unsubscribed = text(Unsubscribed)

/** As long as an access token: whoever has signed out since does not look on. */
const streamMax = "15 minutes"

/** Proxies close what says nothing for a minute. */
const sign = Stream.fromEffectRepeat(Effect.delay(Effect.succeed(": still here\n\n"), "20 seconds"))

/** No proxy waits for more of it. */
const eventHeaders = { ...safeHeaders, "content-type": "text/event-stream", "x-accel-buffering": "no" }

const event = (notification: Notification): string => `id: ${notification.id}\ndata: ${one(notification)}\n\n`

export const notifications = HttpApiBuilder.group(
  DukaApi,
  "notifications",
  Effect.fnUntraced(function* (handlers) {
    const inbox = yield* Inbox
    const subscriptions = yield* Subscriptions
    return handlers.handleAll({
      list: ({ query: { read, ...paging } }) =>
        Effect.map(inbox.list(read === undefined ? {} : { read }, Paging.pageRequest(paging)), (found) =>
          own(page(found))
        ),
      count: () => Effect.map(inbox.countUnread(), (unread) => own(count({ unread }))),
      read: ({ payload }) => Effect.map(inbox.markRead(payload), (unread) => own(count({ unread }))),
      stream: ({ headers: { "last-event-id": after }, request }) =>
        Effect.map(inbox.live(after), (live) =>
          request.method === "HEAD"
            ? HttpServerResponse.empty({ status: 200, headers: eventHeaders })
            : HttpServerResponse.stream(
                Stream.succeed("retry: 2000\n\n").pipe(
                  Stream.concat(Stream.merge(Stream.map(live, event), sign)),
                  Stream.interruptWhen(Effect.sleep(streamMax)),
                  Stream.encodeText
                ),
                { contentType: "text/event-stream", headers: eventHeaders }
              )
        ),
      preferences: () => Effect.map(subscriptions.mine(), (mine) => own(preferences(mine))),
      choose: ({ payload }) => Effect.map(subscriptions.updateMine(payload), (mine) => own(preferences(mine)))
    })
  })
)

export const unsubscribe = HttpApiBuilder.group(
  DukaApi,
  "unsubscribe",
  Effect.fnUntraced(function* (handlers) {
    const subscriptions = yield* Subscriptions
    return handlers.handleAll({
      ask: () => Effect.succeed(UnsubscribePage.asking),
      unsubscribe: ({ params, request: { headers } }) => {
        const done = subscriptions.unsubscribe(params.token)
        return UnsubscribePage.isRead(headers)
          ? Effect.match(done, { onSuccess: () => UnsubscribePage.done, onFailure: () => UnsubscribePage.unknown })
          : Effect.map(done, (said) => own(unsubscribed(said)))
      }
    })
  })
)
