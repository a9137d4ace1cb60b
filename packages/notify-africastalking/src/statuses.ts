/**
 * What Africa's Talking says of a message, and what the shop does about it. The codes are those of the page "Send SMS" of
 * developers.africastalking.com. Whoever has to act decides: `rejected` is about this one recipient and is never tried again;
 * `paused` needs somebody at the shop; `unavailable` passes by itself. What is not listed is `unavailable`: it is tried again,
 * and nothing is lost.
 */
import { MessageRejected, type SendFailure, SenderPaused, SenderUnavailable } from "@duka/core"

interface Refused {
  readonly verdict: "rejected" | "paused" | "unavailable"
  /** For operators. */
  readonly reason: string
}

type Meaning = Refused | { readonly verdict: "accepted" }

/** `statusCode` of a recipient. */
export const statusCodes: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  // Processed, sent, queued.
  [100, { verdict: "accepted" }],
  [101, { verdict: "accepted" }],
  [102, { verdict: "accepted" }],
  [401, { verdict: "paused", reason: "the account is held back because of a risk (401): ask Africa's Talking" }],
  // Sender ids are registered network by network: others may take messages of this one.
  [402, { verdict: "rejected", reason: "the recipient's network does not know the sender id (402)" }],
  [403, { verdict: "rejected", reason: "the number is invalid (403)" }],
  [404, { verdict: "rejected", reason: "the number is of a kind that takes no messages (404)" }],
  [405, { verdict: "paused", reason: "there is not enough credit (405): top up the account" }],
  [406, { verdict: "rejected", reason: "the recipient has opted out of messages (406)" }],
  [407, { verdict: "unavailable", reason: "no network was found to route it by (407)" }],
  [409, { verdict: "unavailable", reason: "the recipient's country takes no such messages at this hour (409)" }],
  [500, { verdict: "unavailable", reason: "an error inside of Africa's Talking (500)" }],
  [501, { verdict: "unavailable", reason: "an error of the gateway (501)" }],
  [502, { verdict: "unavailable", reason: "the gateway has refused it (502)" }]
])

/** `Message`, when there are no recipients: the whole request was refused. */
export const refusals: ReadonlyMap<string, Refused> = new Map<string, Refused>([
  // It is the same for every recipient, and only who runs the shop can mend it.
  ["InvalidSenderId", { verdict: "paused", reason: "the sender id is not the account's: correct or register it" }]
])

/** HTTP statuses; of these only 201 is a success. */
export const httpStatuses: ReadonlyMap<number, Refused> = new Map<number, Refused>([
  [401, { verdict: "paused", reason: "the user name or the API key is wrong (HTTP 401)" }],
  [403, { verdict: "paused", reason: "the API key may not send messages (HTTP 403)" }],
  [429, { verdict: "unavailable", reason: "it is asked too often (HTTP 429)" }]
])

export const failureOf = ({ reason, verdict }: Refused): SendFailure => {
  switch (verdict) {
    case "rejected":
      return new MessageRejected({ reason })
    case "paused":
      return new SenderPaused({ reason })
    case "unavailable":
      return new SenderUnavailable({ reason })
  }
}

export const failureOfHttp = (status: number): SendFailure =>
  failureOf(httpStatuses.get(status) ?? { verdict: "unavailable", reason: `it answered with HTTP ${status}` })

export const unreadable = (): SendFailure => new SenderUnavailable({ reason: "its answer cannot be read" })
