/** Daraja on this machine: what its documentation says of requests, answers and refusals. */
import type { Mpesa } from "@duka/payment-mpesa"
import { Effect, Redacted } from "effect"
import type { IncomingMessage, ServerResponse } from "node:http"
import { credentials, messagesOf, type Prompt, words } from "./darajaMessages.ts"
import { loopback } from "../../../test/environment/loopback.ts"

export type Fault =
  | { readonly kind: "reset" }
  /** It acts, and its answer is lost. */
  | { readonly kind: "lost" }
  /** It never answers. */
  | { readonly kind: "silent" }
  | {
      readonly kind: "said"
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
    }

type Body = Readonly<Record<string, unknown>>

interface Answer {
  readonly status: number
  readonly body: unknown
}

const refusal = (status: number, errorCode: string, errorMessage: string): Answer => ({
  status,
  body: { requestId: "11728-2929992-1", errorCode, errorMessage }
})

const answer = (body: unknown): Answer => ({ status: 200, body })

const read = async (request: IncomingMessage) => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString("utf8")
}

const isBody = (value: unknown): value is Body => typeof value === "object" && value !== null

/** Words that Safaricom takes in no address that it registers. */
const forbidden = /m-?pesa|safaricom|\bexec?\b|\bcmd\b|\bsql\b|\bquery\b/iu

export const darajaServer = Effect.gen(function* () {
  const tokens = new Set<string>()
  const prompts = new Map<string, Prompt>()
  const conversations = new Map<string, { readonly receipt: string; readonly resultUrl: string }>()
  const paidIn = new Map<string, { readonly amount: string; readonly account: string }>()
  const faults = new Map<string, Array<Fault>>()
  const asked: Array<string> = []
  const waiting: Array<{ readonly path: string; readonly resolve: () => void }> = []
  const registered: Array<Body> = []
  let serial = 0

  const isPasswordOf = ({ BusinessShortCode, Password, Timestamp }: Body) =>
    BusinessShortCode === credentials.shortCode &&
    typeof Timestamp === "string" &&
    /^\d{14}$/u.test(Timestamp) &&
    Password === Buffer.from(`${credentials.shortCode}${credentials.passkey}${Timestamp}`).toString("base64")

  const wrongPassword = refusal(500, "500.001.1001", "[MerchantValidate] - Wrong credentials")
  const invalid = (field: string) => refusal(400, "400.002.02", `Bad Request - Invalid ${field}`)

  const push = (body: Body): Answer => {
    const { AccountReference, Amount, CallBackURL, PartyA, PartyB, PhoneNumber, TransactionDesc, TransactionType } =
      body
    if (!isPasswordOf(body)) return wrongPassword
    if (TransactionType !== "CustomerPayBillOnline") return invalid("TransactionType")
    if (typeof Amount !== "number" || !Number.isInteger(Amount) || Amount < 1 || Amount > 250_000)
      return invalid("Amount")
    if (typeof PhoneNumber !== "string" || !/^254[17]\d{8}$/u.test(PhoneNumber)) return invalid("PhoneNumber")
    if (PartyA !== PhoneNumber) return invalid("PartyA")
    if (PartyB !== credentials.shortCode) return invalid("PartyB")
    if (typeof CallBackURL !== "string" || !CallBackURL.startsWith("https://")) return invalid("CallBackURL")
    if (typeof AccountReference !== "string" || !/^.{1,12}$/u.test(AccountReference)) return invalid("AccountReference")
    if (typeof TransactionDesc !== "string" || !/^.{1,13}$/u.test(TransactionDesc)) return invalid("TransactionDesc")
    const reference = `ws_CO_28112026${String(++serial).padStart(8, "0")}`
    prompts.set(reference, {
      reference,
      phone: PhoneNumber,
      amount: Amount,
      callBackUrl: CallBackURL,
      account: AccountReference,
      timestamp: String(body["Timestamp"]),
      result: null
    })
    return answer({
      MerchantRequestID: `29115-34620561-${serial}`,
      CheckoutRequestID: reference,
      ResponseCode: "0",
      ResponseDescription: "Success. Request accepted for processing",
      CustomerMessage: "Success. Request accepted for processing"
    })
  }

  const query = (body: Body): Answer => {
    if (!isPasswordOf(body)) return wrongPassword
    const prompt = prompts.get(String(body["CheckoutRequestID"]))
    if (prompt === undefined) return invalid("CheckoutRequestID")
    const { reference, result } = prompt
    if (result === null) return refusal(500, "500.001.1001", "The transaction is being processed")
    return answer({
      ResponseCode: "0",
      ResponseDescription: "The service request has been accepted successsfully",
      MerchantRequestID: "29115-34620561-1",
      CheckoutRequestID: reference,
      ResultCode: result,
      ResultDesc: words[result] ?? "An error occurred"
    })
  }

  const register = (body: Body): Answer => {
    const { ConfirmationURL, ResponseType, ShortCode, ValidationURL } = body
    if (ShortCode !== credentials.shortCode) return invalid("ShortCode")
    if (ResponseType !== "Completed" && ResponseType !== "Cancelled") return invalid("ResponseType")
    for (const url of [ConfirmationURL, ValidationURL]) {
      if (typeof url !== "string" || !url.startsWith("https://") || forbidden.test(url)) return invalid("URL")
    }
    if (registered.length > 0) return refusal(500, "500.003.1001", "URLs are already registered")
    registered.push(body)
    return answer({ OriginatorCoversationID: "6e86-45dd", ResponseCode: "0", ResponseDescription: "Success" })
  }

  const transactionStatus = (body: Body): Answer => {
    const { CommandID, IdentifierType, Initiator, PartyA, QueueTimeOutURL, ResultURL, SecurityCredential } = body
    if (Initiator !== credentials.initiator || SecurityCredential !== credentials.securityCredential) {
      return refusal(400, "400.002.02", "Bad Request - Invalid Initiator")
    }
    if (CommandID !== "TransactionStatusQuery") return invalid("CommandID")
    if (PartyA !== credentials.shortCode || IdentifierType !== "4") return invalid("PartyA")
    if (typeof ResultURL !== "string" || typeof QueueTimeOutURL !== "string") return invalid("ResultURL")
    const conversation = `AG_20261128_${String(++serial).padStart(20, "0")}`
    conversations.set(conversation, { receipt: String(body["TransactionID"]), resultUrl: ResultURL })
    return answer({
      OriginatorConversationID: `1236-7134259-${serial}`,
      ConversationID: conversation,
      ResponseCode: "0",
      ResponseDescription: "Accept the service request successfully."
    })
  }

  const token = (request: IncomingMessage): Answer => {
    const basic = Buffer.from(`${credentials.consumerKey}:${credentials.consumerSecret}`).toString("base64")
    if (request.headers.authorization !== `Basic ${basic}`) {
      return refusal(400, "400.008.01", "Invalid Authentication passed")
    }
    const made = `token-${++serial}`
    tokens.add(made)
    return answer({ access_token: made, expires_in: "3599" })
  }

  const routes: Readonly<Record<string, (body: Body) => Answer>> = {
    "/mpesa/stkpush/v1/processrequest": push,
    "/mpesa/stkpushquery/v1/query": query,
    "/mpesa/c2b/v2/registerurl": register,
    "/mpesa/transactionstatus/v1/query": transactionStatus
  }

  const answered = (request: IncomingMessage, path: string, text: string): Answer => {
    if (path === "/oauth/v1/generate") return token(request)
    const route = routes[path]
    if (route === undefined || request.method !== "POST") return refusal(404, "404.001.01", "Resource not found")
    if (!tokens.has((request.headers.authorization ?? "").replace(/^Bearer /u, ""))) {
      return refusal(401, "404.001.03", "Invalid Access Token")
    }
    const body: unknown = JSON.parse(text)
    return isBody(body) ? route(body) : refusal(400, "400.002.05", "Invalid Request Payload")
  }

  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.split("?")[0] ?? ""
    const text = await read(request)
    asked.push(path)
    const fault = faults.get(path)?.shift()
    for (const { resolve } of waiting.filter((one) => one.path === path)) resolve()
    const said = (): Answer => answered(request, path, text)
    const send = ({ body, status }: Answer, headers: Readonly<Record<string, string>> = {}) =>
      void response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(typeof body === "string" ? body : JSON.stringify(body))
    if (fault === undefined) return send(said())
    if (fault.kind === "said") return send(fault, fault.headers)
    if (fault.kind === "silent") return
    if (fault.kind === "lost") said()
    request.socket.destroy()
  }

  const baseUrl = yield* loopback(() => (request, response) => void listener(request, response))

  const config: Mpesa.MpesaConfig = {
    baseUrl,
    consumerKey: Redacted.make(credentials.consumerKey),
    consumerSecret: Redacted.make(credentials.consumerSecret),
    shortCode: credentials.shortCode,
    passkey: Redacted.make(credentials.passkey),
    callbackSecret: Redacted.make(credentials.callbackSecret),
    paybill: {
      webhookUrl: "https://shop.example/v1/webhooks/payments/mpesa",
      initiator: credentials.initiator,
      securityCredential: Redacted.make(credentials.securityCredential)
    }
  }

  return {
    config,
    credentials,
    prompts,
    asked,
    registered,
    ...messagesOf({ prompts, conversations, paidIn }),
    settle: (reference: string, result: string) => {
      const prompt = prompts.get(reference)
      if (prompt !== undefined) prompt.result = result
    },
    /** What happens to the next call of this path instead. */
    fail: (path: string, fault: Fault) => void faults.set(path, [...(faults.get(path) ?? []), fault]),
    /** Once the path is called the next time. */
    called: (path: string) => new Promise<void>((resolve) => waiting.push({ path, resolve })),
    endTokens: () => tokens.clear()
  }
})

export type DarajaServer = Effect.Success<typeof darajaServer>
