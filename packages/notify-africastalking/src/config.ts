/** What a shop says of its account, and what is wrong with it. */
import { Effect, Redacted, Schema } from "effect"
import type { Mode } from "./modes.ts"

export interface AfricasTalkingConfig {
  /** Of the app that the key belongs to; `sandbox` for the sandbox, which carries nothing to anybody. */
  readonly username: string
  readonly apiKey: Redacted.Redacted
  /** Whether the sandbox is meant, so that it is not taken by mistake. Unless given, the user name decides. */
  readonly sandbox?: boolean
  /** Alphanumeric or a short code, as registered; otherwise Africa's Talking's own is shown. */
  readonly senderId?: string
  /** An answer is waited for no longer: 10 unless given. */
  readonly answerMaxSeconds?: number
  /** A text that needs more parts is cut: 3 unless given, 10 at most. */
  readonly segmentsMax?: number
}

/** The shop cannot send messages like this: somebody has to correct an option. */
export class AfricasTalkingMisconfigured extends Schema.TaggedError<AfricasTalkingMisconfigured>()(
  "AfricasTalkingMisconfigured",
  { option: Schema.String, problem: Schema.String }
) {
  override get message() {
    return `Africa's Talking cannot be used, because of its option ${this.option}: ${this.problem}`
  }
}

/** What is left when everything was said. */
export interface Account {
  readonly username: string
  readonly apiKey: string
  readonly mode: Mode
  readonly senderId: string | null
  readonly answerMaxSeconds: number
  readonly segmentsMax: number
}

const segmentsMaxMost = 10

interface Rule {
  readonly option: keyof AfricasTalkingConfig
  readonly isKept: boolean
  readonly problem: string
}

const rulesOf = (account: Account, sandbox: boolean | undefined): ReadonlyArray<Rule> => [
  {
    option: "username",
    isKept: /^[\x21-\x7e]{1,100}$/u.test(account.username),
    problem: "give the user name of the app, as the dashboard shows it, without spaces"
  },
  {
    option: "apiKey",
    isKept: /^[\x21-\x7e]{1,500}$/u.test(account.apiKey),
    problem: "give the key as the dashboard shows it, without spaces or line breaks around it"
  },
  {
    option: "sandbox",
    isKept: sandbox === undefined || sandbox === (account.mode === "sandbox"),
    problem: "the user name of the sandbox is sandbox, and no other app has it: change one of the two options"
  },
  {
    option: "senderId",
    isKept: account.senderId === null || /^(?:[A-Za-z0-9 ._&-]{1,11}|\+?\d{3,15})$/u.test(account.senderId),
    problem: "give a sender id of 1 to 11 letters and digits, or a short code, or leave it out"
  },
  {
    option: "answerMaxSeconds",
    isKept: account.answerMaxSeconds > 0 && account.answerMaxSeconds <= 300,
    problem: "give a number of seconds above 0, 300 at most"
  },
  {
    option: "segmentsMax",
    isKept: Number.isInteger(account.segmentsMax) && account.segmentsMax >= 1 && account.segmentsMax <= segmentsMaxMost,
    problem: `give a whole number from 1 to ${segmentsMaxMost}`
  }
]

export const checked = (config: AfricasTalkingConfig): Effect.Effect<Account, AfricasTalkingMisconfigured> =>
  Effect.suspend(() => {
    const { username } = config
    const account: Account = {
      username,
      apiKey: Redacted.value(config.apiKey),
      mode: username.toLowerCase() === "sandbox" ? "sandbox" : "live",
      senderId: config.senderId ?? null,
      answerMaxSeconds: config.answerMaxSeconds ?? 10,
      segmentsMax: config.segmentsMax ?? 3
    }
    const broken = rulesOf(account, config.sandbox).find(({ isKept }) => !isKept)
    return broken === undefined
      ? Effect.succeed(account)
      : Effect.fail(new AfricasTalkingMisconfigured({ option: broken.option, problem: broken.problem }))
  })
