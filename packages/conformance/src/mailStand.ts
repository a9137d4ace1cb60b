/** What a test of a sender of mail brings along: the carrier, in its hands, as a server on this machine. */
import type { Mail, MailSender } from "@duka/core"
import { Effect, type Scope } from "effect"
import * as Samples from "./samples.ts"

/** What may become of the next message. */
export type MailTrouble =
  /** It will never be taken: nobody has this address. */
  | "refused"
  /** Not now. */
  | "busy"
  /** Nothing of the shop is taken. */
  | "locked"
  /** The carrier takes it, and its answer is lost. */
  | "lost"
  /** It takes nothing, and never answers. */
  | "silent"

/** A message as it came in. */
export interface MailTaken {
  /** By which the carrier knows it. */
  readonly reference: string
  /** To whom it goes, whatever stands in it. */
  readonly recipients: ReadonlyArray<string>
  /** To whom it says that it is. */
  readonly to: ReadonlyArray<{ readonly name: string; readonly address: string }>
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly unsubscribeUrl: string | null
}

export interface MailStand {
  /** The one that is tried, over this stand. */
  readonly sender: MailSender
  /** The same, where nobody is at the other side. */
  readonly unplugged: MailSender
  /** What the carrier has taken, in its order. */
  readonly taken: Effect.Effect<ReadonlyArray<MailTaken>>
  /** How many messages it was offered, whatever became of them. */
  readonly asked: () => number
  /** How many connections were closed on it while it was silent. */
  readonly hungUp: () => number
  /** The next message meets this. The carrier's words are about whom it is for, where it has words. */
  readonly fail: (trouble: MailTrouble) => void
}

/** What is known of a sender before it is tried. */
export interface MailTried {
  /** Opened for each law. */
  readonly stand: Effect.Effect<MailStand, never, Scope.Scope>
  readonly troubles: ReadonlyArray<MailTrouble>
  /** What nobody may read in a failure, beside people and what is written to them. */
  readonly secrets: ReadonlyArray<string>
}

/** What a law is given. */
export interface MailOpened extends MailStand {
  /** To Wanjiru, unless it is said otherwise. */
  readonly mail: (changes?: Partial<Mail>) => Mail
}

export const recipient = { name: "Wanjiru Kamau", address: "wanjiru@example.com" } as const

export const opened = ({ stand }: MailTried) =>
  Effect.map(stand, (stand): MailOpened => ({
    ...stand,
    mail: (changes = {}) => ({
      id: Samples.uuid(),
      to: recipient,
      subject: "Your order 1042 is on its way",
      text: "Your order 1042 is on its way.\nIt comes on Monday.",
      html: "<!doctype html>\n<html><body><p>Your order 1042 is on its way.</p></body></html>",
      unsubscribeUrl: null,
      ...changes
    })
  }))

/** A law, and whom it is a law for. */
export type MailLaw = (title: string, body: (at: MailOpened) => Effect.Effect<void, unknown, Scope.Scope>) => void
