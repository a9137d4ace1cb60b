/** Where the mail server is, and who the shop is there. */
import { Option, Redacted } from "effect"
import { isIP } from "node:net"
import { domainOf } from "./addresses.ts"
import type { SmtpServer } from "./options.ts"

export interface Place {
  readonly host: string
  readonly port: number
  /** From the first byte (RFC 8314), not by STARTTLS. */
  readonly isImplicitTls: boolean
  readonly login: { readonly user: string; readonly password: Redacted.Redacted } | null
}

export type Read =
  | { readonly place: Place }
  | { readonly problem: { readonly option: string; readonly expected: string } }

const implicitPort = 465
const submissionPort = 587

const wrong = (option: string, expected: string): Read => ({ problem: { option, expected } })

const hostOf = (text: string): string | null => (isIP(text) === 0 ? domainOf(text) : text)

const isPort = (port: number) => Number.isInteger(port) && port >= 1 && port <= 65_535

/** Nobody between the shop and the server: names and addresses of this machine itself. */
export const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/u.test(host)

const decoded = Option.liftThrowable(decodeURIComponent)

const inUrl = (url: Redacted.Redacted): Read => {
  const form = "smtp://user:password@host:port or smtps://…, with user and password percent-encoded"
  const text = Redacted.value(url)
  if (!/^smtps?:\/\//u.test(text) || !URL.canParse(text)) return wrong("url", form)
  const { hash, hostname, password, pathname, port, protocol, search, username } = new URL(text)
  const host = hostOf(hostname.replace(/^\[(.*)\]$/u, "$1"))
  if (host === null) return wrong("url", `${form}; there is no host in it`)
  if (!/^\/?$/u.test(pathname) || search !== "" || hash !== "")
    return wrong("url", `${form}, and nothing after the port`)
  const login = Option.all({ user: decoded(username), password: decoded(password) })
  if (Option.isNone(login)) return wrong("url", form)
  const { user } = login.value
  if ((user === "") !== (login.value.password === ""))
    return wrong("url", `${form}: user and password, or none of them`)
  const isImplicitTls = protocol === "smtps:" || Number(port) === implicitPort
  const place: Place = {
    host,
    port: port === "" ? (isImplicitTls ? implicitPort : submissionPort) : Number(port),
    isImplicitTls,
    login: user === "" ? null : { user, password: Redacted.make(login.value.password) }
  }
  return isPort(place.port) ? { place } : wrong("url", `${form}, with a port from 1 to 65535`)
}

export const placeOf = (server: SmtpServer): Read => {
  if ("url" in server) return inUrl(server.url)
  const { password, port = submissionPort, user = "" } = server
  const host = hostOf(server.host)
  if (host === null) return wrong("host", "a name such as mail.example.com, or an IP address")
  if (!isPort(port)) return wrong("port", "a whole number from 1 to 65535")
  const given = password === undefined ? "" : Redacted.value(password)
  if ((user === "") !== (given === "")) return wrong("password", "user and password, or none of them")
  const login = password === undefined || user === "" ? null : { user, password }
  return { place: { host, port, isImplicitTls: port === implicitPort, login } }
}
