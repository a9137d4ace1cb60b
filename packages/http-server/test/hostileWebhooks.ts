/** Where hostile people want the shop to call. */
import type { Hostile } from "./hostile.ts"

const receiver = (name: string, given: unknown, rule: string, codes = ["400 InvalidRequest"]): Hostile => ({
  method: "POST",
  name: `a receiver ${name}`,
  path: "/v1/webhook-endpoints",
  body: typeof given === "string" ? { url: given } : given,
  codes,
  rule
})

/** Well formed, and none that the shop calls. */
const forbidden = (name: string, url: string, rule: string) => receiver(name, url, `/url ${rule}`, ["400 InvalidInput"])

const good = { url: "https://receiver.example/" }

export const receivers: ReadonlyArray<Hostile> = [
  forbidden("of a cloud's metadata", "https://169.254.169.254/latest/meta-data", "isPublicAddress"),
  forbidden("of this machine in one number", "https://2130706433/", "isPublicAddress"),
  forbidden("of this machine in IPv6", "https://[::ffff:7f00:1]/", "isPublicAddress"),
  forbidden("of a neighbour", "https://10.0.0.1/", "isPublicAddress"),
  forbidden("in the clear", "http://receiver.example/", "isHttps"),
  forbidden("of mail", "https://receiver.example:25/", "isWebPort"),
  receiver("of a file", "file:///etc/passwd", "body /url isReceiver"),
  receiver("of a script", "javascript:alert(1)", "body /url isReceiver"),
  receiver("of gopher", "gopher://receiver.example/", "body /url isReceiver"),
  receiver("with a password", "https://user:password@receiver.example/", "body /url isReceiver"),
  receiver("with a header in it", "https://receiver.example/\r\nx: y", "body /url isReceiver"),
  receiver("with NUL", "https://receiver.example/\u0000", "body /url isReceiver"),
  receiver("without a host", "https:///hooks", "body /url isReceiver"),
  receiver("without an end", `https://receiver.example/${"x".repeat(2_000)}`, "body /url isMaxLength"),
  receiver("that is a list", { url: [good.url] }, "body /url type"),
  receiver("of nothing", { ...good, events: [] }, "body /events"),
  receiver("of what never happens", { ...good, events: ["order.eaten"] }, "body /events"),
  receiver("of the same twice", { ...good, events: ["order.placed", "order.placed"] }, "body /events/1 isUniqueBy"),
  receiver("with a secret of its own", { ...good, secret: "whsec_x" }, "body /secret unknown-field"),
  receiver("with a bell", { ...good, description: "\u0007" }, "body /description isPrintable"),
  ...["status=lost", "limit=0", "limit=1&page=1", "cursor=%00"].map((query): Hostile => ({
    method: "GET",
    name: `deliveries of ${query}`,
    path: `/v1/webhook-endpoints/x/deliveries?${query}`,
    codes: ["400 InvalidRequest", "404 WebhookEndpointNotFound"]
  })),
  ...["%00", "'--", "..%2f", "0190a7c0-0000-7000-8000-00000000DEAD"].map((id): Hostile => ({
    method: "GET",
    name: "an endpoint of nobody",
    path: `/v1/webhook-endpoints/${id}`,
    codes: ["404 WebhookEndpointNotFound", "404 RouteNotFound"]
  }))
]
