/** One connection to the mail server, by nodemailer's SMTP client. It carries one message at a time. */
import { Effect, Redacted } from "effect"
import SMTPConnection from "nodemailer/lib/smtp-connection"
import type { Checked } from "./checking.ts"
import type { Fault } from "./failing.ts"
import type { Place } from "./place.ts"

export type Connection = SMTPConnection

export interface Delivery {
  readonly from: string
  readonly to: string
  readonly message: Buffer
}

/** The connection ended, and nothing says why. */
export const ended: Fault = { code: "ECONNECTION" }

const unwritable: Fault = { code: "EENVELOPE" }

/** Not connected yet. */
export const make = ({ ca, ehloName, place, requireTls, ...limits }: Checked): Connection => {
  const connection = new SMTPConnection({
    host: place.host,
    port: place.port,
    secure: place.isImplicitTls,
    requireTLS: requireTls,
    name: ehloName,
    tls: { rejectUnauthorized: requireTls, ...(ca === null ? {} : { ca }) },
    connectionTimeout: limits.connectMaxSeconds * 1000,
    dnsTimeout: limits.connectMaxSeconds * 1000,
    greetingTimeout: limits.greetingMaxSeconds * 1000,
    socketTimeout: limits.answerMaxSeconds * 1000,
    logger: false
  })
  // An error that nobody listens to ends the process. An idle connection that breaks is found broken when it is wanted.
  connection.on("error", () => undefined)
  return connection
}

/**
 * The answer to a command, or the connection's end where that comes first. Whoever stops waiting closes the connection:
 * nobody knows what it would say next.
 */
const asked = (
  connection: Connection,
  command: (done: (fault: Fault | null | undefined) => void) => void
): Effect.Effect<void, Fault> =>
  Effect.callback((resume) => {
    const unlisten = () => void connection.off("error", done).off("end", atEnd)
    const done = (fault: Fault | null | undefined) => {
      unlisten()
      resume(fault === null || fault === undefined ? Effect.void : Effect.fail(fault))
    }
    // The command itself may still say more of it.
    const atEnd = () => void setImmediate(done, ended)
    connection.on("error", done).on("end", atEnd)
    command(done)
    return Effect.sync(() => {
      unlisten()
      connection.close()
    })
  })

/** By TLS where that is asked for, and logged in. Whether the server takes addresses outside ASCII (RFC 6531). */
export const connect = (connection: Connection, { login }: Place): Effect.Effect<boolean, Fault> => {
  const connected = Effect.map(
    asked(connection, (done) => connection.connect(done)),
    () => /^250[ -]SMTPUTF8\b/imu.test(String(connection.lastServerResponse))
  )
  if (login === null) return connected
  const loggedIn = asked(connection, (done) =>
    connection.login({ user: login.user, pass: Redacted.value(login.password) }, done)
  )
  return Effect.tap(connected, () => loggedIn)
}

export interface Transmitting extends Delivery {
  readonly takesUtf8: boolean
}

export const transmit = (
  connection: Connection,
  { from, message, takesUtf8, to }: Transmitting
): Effect.Effect<void, Fault> =>
  !takesUtf8 && /[^\x20-\x7e]/u.test(`${from}${to}`)
    ? Effect.fail(unwritable)
    : asked(connection, (done) => connection.send({ from, to: [to], size: message.length }, message, done))

/** Fit for another message after one that was refused (RFC 5321, section 4.1.1.5). */
export const reset = (connection: Connection): Effect.Effect<void, Fault> =>
  asked(connection, (done) => connection.reset(done))

/** The server was ready for the message's text: it may have it. */
export const hasBegun = (connection: Connection): boolean => String(connection.lastServerResponse).startsWith("354")

/** Between messages. */
export const leave = (connection: Connection): void => {
  if (!connection.destroyed) connection.quit()
  connection.close()
}
