/**
 * The official SDK, which has no time limit, follows redirects with the key in hand, reads answers of any size, and knows no
 * address but its own. It calls the default instance of the axios that it has loaded, so that is where its requests are
 * completed: by an interceptor that sees those alone that are made from here.
 */
import { Effect, Predicate } from "effect"
import { AsyncLocalStorage } from "node:async_hooks"
import { createRequire } from "node:module"

/** More than the answer for a thousand recipients takes. */
const answerMaxBytes = 4_000_000

interface Made {
  readonly origin: string
  readonly signal: AbortSignal
  /** It has left the SDK: from now on it may arrive. */
  readonly note: () => void
}

const made = new AsyncLocalStorage<Made>()

interface Axios {
  readonly interceptors: {
    readonly request: {
      readonly use: (
        completed: (config: object) => object,
        rejected: null,
        options: { readonly synchronous: boolean; readonly runWhen: () => boolean }
      ) => unknown
    }
  }
}

const complete = ({ interceptors }: Axios): void => {
  const completed = (config: object) => {
    const request = made.getStore()
    if (request === undefined) return config
    const { note, origin, signal } = request
    note()
    return Object.assign(config, {
      // The SDK's own may have been switched to the sandbox by whoever else uses it here.
      url: `${origin}/version1/messaging`,
      allowAbsoluteUrls: true,
      signal,
      maxRedirects: 0,
      maxContentLength: answerMaxBytes,
      validateStatus: (status: number) => status === 201
    })
  }
  interceptors.request.use(completed, null, { synchronous: true, runWhen: () => made.getStore() !== undefined })
}

interface SdkMessage {
  /** E.164; at least one: the SDK sends a message to nobody as well. */
  readonly to: ReadonlyArray<string>
  readonly message: string
  readonly from?: string
  readonly enqueue?: boolean
}

interface Sdk {
  readonly SMS: { readonly send: (message: SdkMessage) => Promise<unknown> }
}

export interface Credentials {
  readonly username: string
  readonly apiKey: string
}

type MakeSdk = (credentials: Credentials) => Sdk

let loaded: MakeSdk | null = null

/** Loading takes most of a second. It happens once, when the first sender is made. */
const load = (): MakeSdk => {
  const require = createRequire(import.meta.url)
  const makeSdk: MakeSdk = require("africastalking")
  // As the SDK finds it: another version, or axios as an ES module, would be another instance.
  complete(createRequire(require.resolve("africastalking"))("axios"))
  return makeSdk
}

/** Why there is no answer. Nothing of the error is kept: it holds the key, the numbers and the text. */
export type Trouble =
  /** The SDK takes one of the numbers for none, and nothing has left. */
  | { readonly _tag: "NoNumber" }
  /** An HTTP status other than 201. */
  | { readonly _tag: "Answered"; readonly status: number }
  /** `code`: Node's or axios's, such as `ECONNREFUSED`. */
  | { readonly _tag: "Lost"; readonly code: string }

const said = (error: unknown) => ({
  code: Predicate.hasProperty(error, "code") ? error.code : null,
  message: Predicate.hasProperty(error, "message") ? error.message : null,
  response: Predicate.hasProperty(error, "response") ? error.response : null
})

const troubleOf = (error: unknown, isMade: boolean): Trouble => {
  const { code, message, response } = said(error)
  if (!isMade && Predicate.isString(message) && /phone number/u.test(message)) return { _tag: "NoNumber" }
  if (Predicate.hasProperty(response, "status") && Predicate.isNumber(response.status)) {
    return { _tag: "Answered", status: response.status }
  }
  return { _tag: "Lost", code: Predicate.isString(code) && /^[A-Z0-9_]{1,60}$/u.test(code) ? code : "unknown" }
}

/** The body of the answer. Interrupting it closes the connection. */
export type Post = (message: SdkMessage) => Effect.Effect<unknown, Trouble>

/** `origin`: where its requests go, instead of to the address that the SDK knows. */
export const posting = (credentials: Credentials, origin: string): Effect.Effect<Post> =>
  Effect.sync(() => {
    loaded ??= load()
    const { SMS } = loaded(credentials)
    return (message) =>
      Effect.suspend(() => {
        let isMade = false
        const note = () => {
          isMade = true
        }
        return Effect.tryPromise({
          try: (signal) => made.run({ origin, signal, note }, () => SMS.send(message)),
          catch: (error) => troubleOf(error, isMade)
        })
      })
  })
