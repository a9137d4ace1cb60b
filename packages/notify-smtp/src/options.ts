/** What a shop says of its mail server. */
import type { Redacted } from "effect"
import type { Mailbox } from "./addresses.ts"

/** Where the server is, and who the shop is there. */
export type SmtpServer =
  | {
      /**
       * `smtp://user:password@mail.example.com:587` begins in the clear and turns to TLS (STARTTLS); `smtps://` is TLS from
       * the beginning. What of user and password is no letter or digit is percent-encoded. Ports are 587 and 465 unless given.
       */
      readonly url: Redacted.Redacted
    }
  | {
      readonly host: string
      /** 587 unless given; 465 is TLS from the beginning. */
      readonly port?: number
      /** With the password; none of them: the server takes mail of this machine without. */
      readonly user?: string
      readonly password?: Redacted.Redacted
    }

export interface DkimOptions {
  /** Whose signature it is: that of `from`, or one above it. */
  readonly domain: string
  /** The key is published at `<selector>._domainkey.<domain>`. */
  readonly selector: string
  /** RSA of 1,024 bits at least, better 2,048, in PEM and not encrypted. */
  readonly privateKey: Redacted.Redacted
}

export interface SmtpSettings {
  /** Who writes. The name may be empty. */
  readonly from: Mailbox
  /** Where answers go, when not to `from`. */
  readonly replyTo?: Mailbox
  /** The part after the `@` of each Message-ID: the domain of `from`, unless given. */
  readonly messageIdDomain?: string
  /** How this machine calls itself: its own name where that has a dot, and the domain of `from` otherwise, unless given. */
  readonly ehloName?: string
  /**
   * Nothing is said before there is TLS, and the server's certificate is verified: true, unless the server is on this
   * machine. False: TLS where the server offers it, with any certificate; passwords may go in the clear.
   */
  readonly requireTls?: boolean
  /** The certificates that are trusted instead of the public ones, in PEM. */
  readonly ca?: string
  /** At once, each sends one message at a time: 10 unless given. */
  readonly maxConnections?: number
  /** After so many a connection is replaced: 1,000 unless given. */
  readonly messagesPerConnection?: number
  /** For everything from the name's look-up to TLS: 20 unless given. */
  readonly connectMaxSeconds?: number
  /** For the server's first word, and for turning to TLS: 15 unless given. */
  readonly greetingMaxSeconds?: number
  /** For each answer: 30 unless given. */
  readonly answerMaxSeconds?: number
  /** For the whole of a message, waiting for a connection included: 60 unless given. */
  readonly sendMaxSeconds?: number
  readonly dkim?: DkimOptions
}

export type SmtpOptions = SmtpServer & SmtpSettings
