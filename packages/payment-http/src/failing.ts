/** What it means when a provider is not reached, or says no; and what operators may be told of it. */
import {
  type DeclineCode,
  PaymentDeclined,
  type PaymentMethod,
  PaymentNotSupported,
  ProviderRefused,
  ProviderUnreachable
} from "@duka/core"
import { Effect, Predicate } from "effect"

const retryAfterSeconds = 5
const retryAfterMaxSeconds = 3600

/** Nothing was sent: nobody listens there, or the name is nobody's. */
const neverSent: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])

export const isNeverSent = (error: unknown, depth = 0): boolean =>
  depth < 5 &&
  Predicate.isObject(error) &&
  ((Predicate.hasProperty(error, "code") && neverSent.has(error.code)) ||
    (Predicate.hasProperty(error, "reason") && isNeverSent(error.reason, depth + 1)) ||
    (Predicate.hasProperty(error, "cause") && isNeverSent(error.cause, depth + 1)))

/** No number, address or phone of anybody is in what operators are told. */
const safely = (words: string) =>
  words
    .replaceAll(/\S*@\S*/gu, "…")
    .replaceAll(/\d{6,}/gu, "…")
    .slice(0, 150)
    .trim()

/** After how many seconds a provider wants to be asked again, by its `Retry-After`. */
export const secondsIn = (headers: Readonly<Record<string, string | undefined>>): number => {
  const after = Number(headers["retry-after"] ?? "")
  return Number.isInteger(after) && after > 0 ? Math.min(after, retryAfterMaxSeconds) : retryAfterSeconds
}

export const failing = (method: PaymentMethod) => {
  const unreachable = (outcome: ProviderUnreachable["outcome"], seconds = retryAfterSeconds) =>
    new ProviderUnreachable({ method, outcome, retryAfterSeconds: seconds })
  return {
    method,
    unreachable,
    /** An answer that did not come, or that nobody can read. `acts`: something may have happened all the same. */
    lost: (acts: boolean, seconds = retryAfterSeconds) => unreachable(acts ? "unknown" : "nothing_done", seconds),
    refused: (problem: string) => new ProviderRefused({ method, problem: safely(problem) }),
    notSupported: (operation: PaymentNotSupported["operation"]) =>
      Effect.suspend(() => Effect.fail(new PaymentNotSupported({ method, operation }))),
    declined: (decline: DeclineCode) => new PaymentDeclined({ method, decline })
  }
}

export type Failing = ReturnType<typeof failing>
