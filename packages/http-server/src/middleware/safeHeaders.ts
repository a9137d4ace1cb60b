import type { HttpServerResponse } from "effect/http"

/** For answers that say nothing of it themselves. A page that runs scripts brings a policy of its own. */
export const safeHeaders = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "private, no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff"
} as const

const names = Object.keys(safeHeaders)

/** Made with all of them: there is nothing to add. */
export const isSafe = ({ headers, status }: HttpServerResponse.HttpServerResponse): boolean =>
  status !== 401 && names.every((name) => name in headers)
