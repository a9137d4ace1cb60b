/** What a test of a sender of SMS brings along: the carrier, in its hands, as a server on this machine. */
import type { DeliveryReport, Sms, SmsSender } from "@duka/core"
import { Effect, type Scope } from "effect"
import * as Samples from "./samples.ts"

/** What may become of the next message. */
export type SmsTrouble =
  /** The carrier takes it, and its answer is lost. */
  | "lost"
  /** It never answers. */
  | "silent"
  /** It is asked too often. */
  | "busy"
  /** It fails, in a form that nobody can read. */
  | "broken"
  /** It answers that all is well, in a form that nobody can read. */
  | "garbled"
  /** It says that it has taken it for nobody. */
  | "nobody"
  /** It will never take it: this recipient wants no messages. */
  | "rejected"
  /** It takes nothing of the shop any more, because there is no credit. */
  | "unpaid"
  /** It takes nothing of the shop, because it does not know the shop's key. */
  | "unknown"

export interface SmsStand {
  /** The one that is tried, over this stand. */
  readonly sender: SmsSender
  /** The same, where nobody is at the other side. */
  readonly unplugged: SmsSender
  /** What the carrier has taken, in its order. */
  readonly taken: () => ReadonlyArray<Pick<Sms, "to" | "text">>
  /** How often it was asked, whatever it has answered. */
  readonly asked: () => number
  /** How many connections were closed on it while it was silent. */
  readonly hungUp: () => number
  /** The next message meets this. */
  readonly fail: (trouble: SmsTrouble) => void
  /** The body of the report that it sends. */
  readonly told: (reference: string, outcome: DeliveryReport["outcome"]) => string
}

/** What is known of a sender before it is tried. */
export interface SmsTried {
  /** Opened for each law. */
  readonly stand: Effect.Effect<SmsStand, never, Scope.Scope>
  /** People's, each another one: three at least. */
  readonly numbers: ReadonlyArray<string>
  readonly troubles: ReadonlyArray<SmsTrouble>
  /** What the carrier reports; nothing where it sends no reports. */
  readonly reports: ReadonlyArray<DeliveryReport["outcome"]>
  /** What nobody may read in a failure, beside numbers and texts. */
  readonly secrets: ReadonlyArray<string>
}

/** What a law is given. */
export interface SmsOpened extends SmsStand {
  /** To the first number, unless it is said otherwise. */
  readonly sms: (changes?: Partial<Sms>) => Sms
}

export const opened = ({ numbers, stand }: SmsTried) =>
  Effect.map(stand, (stand): SmsOpened => ({
    ...stand,
    sms: (changes = {}) => ({
      id: Samples.uuid(),
      to: numbers[0] ?? "",
      text: "Your order 1042 is on its way.",
      ...changes
    })
  }))

/** A law, and whom it is a law for. */
export type SmsLaw = (title: string, body: (at: SmsOpened) => Effect.Effect<void, unknown, Scope.Scope>) => void
