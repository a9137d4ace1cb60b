/** What it means when nodemailer does not send a message. Reasons hold codes, and nothing that a server or a person wrote. */
import { MessageRejected, type SendFailure, SenderPaused, SenderUnavailable } from "@duka/core"
import type { NodemailerError } from "nodemailer"
import { type Meaning, meaningOf, type Reply, type Stage } from "./replies.ts"

/** What nodemailer says of it. */
export type Fault = Pick<
  NodemailerError,
  "code" | "command" | "originalCode" | "response" | "responseCode" | "timeoutType"
>

const failures = {
  rejected: MessageRejected,
  unavailable: SenderUnavailable,
  paused: SenderPaused
} as const satisfies Record<Meaning, unknown>

/** How people call them. */
const commands: Readonly<Record<Stage, string>> = {
  connect: "the connection",
  ehlo: "EHLO",
  starttls: "STARTTLS",
  auth: "AUTH",
  mail: "MAIL FROM",
  rcpt: "RCPT TO",
  data: "DATA",
  message: "the message"
}

/** The server's certificate, or what it talks, is not what was expected: no retry mends it. */
const notTrusted =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_CERT_|ERR_SSL_(WRONG_VERSION|UNSUPPORTED_PROTOCOL|.*_ALERT_PROTOCOL_VERSION|.*HANDSHAKE_FAILURE))/u

const stageOf = ({ code, command = "" }: Fault): Stage => {
  if (command.startsWith("AUTH") || code === "EAUTH") return "auth"
  if (command === "DATA") return code === "EMESSAGE" ? "message" : "data"
  switch (command) {
    case "EHLO":
    case "HELO":
      return "ehlo"
    case "STARTTLS":
      return "starttls"
    case "MAIL FROM":
      return "mail"
    case "RCPT TO":
      return "rcpt"
    default:
      return "connect"
  }
}

/** Of the last line: all lines of a reply have the same code. */
const replyOf = (fault: Fault): Reply | null => {
  const { response = "", responseCode } = fault
  if (responseCode === undefined) return null
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/u.exec(response)?.[1] ?? null
  return {
    stage: stageOf(fault),
    code: responseCode,
    enhanced: enhanced?.charAt(0) === String(responseCode).charAt(0) ? enhanced : null,
    words: response
  }
}

/** Names of system errors and of nodemailer's. */
const nameOf = ({ code, originalCode, timeoutType }: Fault): string => {
  const name = timeoutType ?? originalCode ?? code ?? ""
  return /^[A-Z0-9_]{1,60}$/u.test(name) ? name : "unknown"
}

const withoutReply = (fault: Fault): SendFailure => {
  const name = nameOf(fault)
  if (notTrusted.test(name)) return new SenderPaused({ reason: `TLS with the server failed (${name})` })
  if (fault.code === "EAUTH") return new SenderPaused({ reason: "The server offers no login that the shop can make" })
  if (fault.code === "EENVELOPE") return new MessageRejected({ reason: "The address cannot be written in SMTP" })
  if (fault.code === "EMESSAGE") return new MessageRejected({ reason: "The message is larger than the server takes" })
  return new SenderUnavailable({ reason: `No answer (${name})` })
}

/** The server said no to a message, and goes on listening. */
export const isRefusal = ({ code, responseCode }: Fault): boolean =>
  (code === "EENVELOPE" || code === "EMESSAGE") && responseCode !== 421

export const failureOf = (fault: Fault): SendFailure => {
  const reply = replyOf(fault)
  if (reply === null) return withoutReply(fault)
  const codes = reply.enhanced === null ? String(reply.code) : `${reply.code} ${reply.enhanced}`
  return new failures[meaningOf(reply)]({ reason: `${codes} to ${commands[reply.stage]}` })
}
