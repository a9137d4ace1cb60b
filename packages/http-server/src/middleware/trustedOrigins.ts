/** Which pages may use the cookies of a browser, told from what the browser says of them and no script can change. */
import { Context } from "effect"
import type { Headers } from "effect/http"

/** Origins beside the shop's own, as browsers write them: `https://shop.example`. */
export const TrustedOrigins: Context.Reference<ReadonlySet<string>> = Context.Reference<ReadonlySet<string>>(
  "@duka/http-server/TrustedOrigins",
  { defaultValue: () => new Set() }
)

/**
 * Whether a page of an origin that is not trusted has made the browser send this. `Sec-Fetch-Site` decides (Fetch Metadata);
 * browsers that do not know it send `Origin`, which is compared with `Host`. What is no browser sends neither.
 */
export const isForeign = (headers: Headers.Headers, trusted: ReadonlySet<string>): boolean => {
  const { host, origin, "sec-fetch-site": site } = headers
  if (origin !== undefined && trusted.has(origin)) return false
  if (site !== undefined) return site !== "same-origin" && site !== "none"
  return origin !== undefined && origin.replace(/^https?:\/\//, "") !== host
}
