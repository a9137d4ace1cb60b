/** Which addresses the shop calls. What a host's name leads to is looked at each time that one is called, by its carrier. */
import { isPublicAddress } from "../Networks.ts"
import type { WebhookSettings } from "../Settings.ts"
import type { Violation } from "../Input.ts"

/** An address as a URL has it; `new URL` has made it of whatever other forms there are. */
const addressIn = (hostname: string): string | null => {
  if (hostname.startsWith("[")) return hostname.slice(1, -1)
  return /^\d+\.\d+\.\d+\.\d+$/u.test(hostname) ? hostname : null
}

/** Below these ports other services than the web's are spoken to. */
const firstFreePort = 1_024

const refused = (rule: string, message: string): Violation => ({ pointer: "/url", rule, message })

/** Why nothing can be sent there; null: it can. In networks of one's own everything is allowed, http included. */
export const refusalOf = (
  url: string,
  { privateAddresses }: Pick<WebhookSettings, "privateAddresses">
): Violation | null => {
  if (privateAddresses) return null
  const { hostname, port, protocol } = new URL(url)
  if (protocol !== "https:")
    return refused("isHttps", "Expected an https address: what is sent is not to be read on its way")
  if (port !== "" && Number(port) < firstFreePort) {
    return refused("isWebPort", `Expected no port, or one from ${firstFreePort}`)
  }
  const address = addressIn(hostname)
  return address === null || isPublicAddress(address)
    ? null
    : refused("isPublicAddress", "Expected an address on the public internet")
}
