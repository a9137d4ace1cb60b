/**
 * What a server's refusal means for the message, by its reply code (RFC 5321), its enhanced code (RFC 3463, and the registry
 * of RFC 5248) and the command that it answers. The first row that fits holds.
 *
 * Many servers wait until they know the recipient before they refuse the sender, or the machine that sends. Where no code
 * tells that apart, their words do: a shop that is set up wrongly would lose all its messages, one by one.
 */

/** The command that is answered. `connect`: none, it is the greeting, or came by itself. `message`: the message's end. */
export type Stage = "connect" | "ehlo" | "starttls" | "auth" | "mail" | "rcpt" | "data" | "message"

export type Meaning = "rejected" | "unavailable" | "paused"

export interface Reply {
  readonly stage: Stage
  readonly code: number
  /** `5.1.1`; null: none, or one of another class than the reply. */
  readonly enhanced: string | null
  readonly words: string
}

/** An empty list says nothing of it. `4yz` is every code that begins with 4, `5.2.z` every one of that subject. */
export interface Row {
  readonly stages: ReadonlyArray<Stage>
  readonly codes: ReadonlyArray<string>
  readonly enhanced: ReadonlyArray<string>
  /** Null says nothing of it. */
  readonly words: RegExp | null
  readonly means: Meaning
  /** What it is, for people. */
  readonly case: string
}

const refused = ["5yz"]
const later: ReadonlyArray<Stage> = ["rcpt", "data", "message"]

const notRelayed =
  /relay(ing)?\b.{0,20}\b(denied|prohibited|not (permitted|allowed))|(unable|not (permitted|allowed)) to relay/iu
const ofTheShop =
  /\bhelo\b|\bclient host\b|\bsender (address|domain|verif)|\bnot owned by\b|\baddress is not verified\b/iu

const row = (means: Meaning, what: string, when: Partial<Omit<Row, "means" | "case">>): Row => ({
  stages: [],
  codes: [],
  enhanced: [],
  words: null,
  ...when,
  means,
  case: what
})

export const rows: ReadonlyArray<Row> = [
  row("paused", "words: it relays nothing for the shop", { stages: ["mail", ...later], words: notRelayed }),
  row("paused", "the password has to be changed", { stages: ["auth"], codes: ["432"] }),
  row("unavailable", "not now: greylisting, too much at once, it closes", { codes: ["4yz"] }),
  row("paused", "user or password are wrong, or it takes no login", { stages: ["auth"], codes: refused }),
  row("paused", "it does not talk to this machine, or has no TLS", {
    stages: ["connect", "ehlo", "starttls"],
    codes: refused
  }),
  row("paused", "it asks for a login, or for a stronger one", { codes: ["530", "534", "535", "538"] }),
  row("paused", "the login, or the account that it is of", {
    codes: refused,
    enhanced: ["5.7.8", "5.7.9", "5.7.11", "5.7.13", "5.7.14"]
  }),
  row("paused", "the sender's address or domain", { codes: refused, enhanced: ["5.1.7", "5.1.8"] }),
  row("paused", "the domain's DKIM, SPF, DMARC or DNS", {
    codes: refused,
    enhanced: ["5.7.20", "5.7.21", "5.7.22", "5.7.23", "5.7.24", "5.7.25", "5.7.26", "5.7.27"]
  }),
  row("paused", "a limit of the account", { codes: refused, enhanced: ["5.4.5"] }),
  row("unavailable", "the session was not where the command needs it", { codes: ["503"] }),
  row("rejected", "the message is too large, or asks for what the server does not know", {
    stages: ["mail"],
    codes: ["552", "555"]
  }),
  row("rejected", "the message is too large, or its address is not in ASCII", {
    stages: ["mail"],
    codes: refused,
    enhanced: ["5.2.3", "5.3.4", "5.6.7"]
  }),
  row("paused", "the sender's address", { stages: ["mail"], codes: refused }),
  row("rejected", "the recipient's address or mailbox", {
    stages: ["rcpt"],
    codes: refused,
    enhanced: ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.z"]
  }),
  row("paused", "words: it is about the sender's address, or about this machine", {
    stages: later,
    codes: refused,
    words: ofTheShop
  }),
  row("unavailable", "too many recipients (RFC 5321, section 4.5.3.1.10)", { stages: ["rcpt"], codes: ["552"] }),
  row("rejected", "the recipient, or what was written, is refused for good", { stages: later, codes: refused }),
  row("unavailable", "anything else", {})
]

const fits = (patterns: ReadonlyArray<string>, code: string): boolean =>
  patterns.length === 0 ||
  patterns.some((pattern) => (pattern.endsWith("z") ? code.startsWith(pattern.replace(/y?z$/u, "")) : code === pattern))

export const rowOf = ({ code, enhanced, stage, words }: Reply): Row | undefined =>
  rows.find(
    (row) =>
      (row.stages.length === 0 || row.stages.includes(stage)) &&
      fits(row.codes, String(code)) &&
      fits(row.enhanced, enhanced ?? "") &&
      (row.words?.test(words) ?? true)
  )

export const meaningOf = (reply: Reply): Meaning => rowOf(reply)?.means ?? "unavailable"
