/** Loaded before the shop's own program: its Africa's Talking is on this machine. */
import { createRequire } from "node:module"

interface Axios {
  readonly interceptors: {
    readonly request: {
      readonly use: (
        moved: (config: { readonly url?: string }) => object,
        rejected: null,
        options: { readonly synchronous: boolean }
      ) => unknown
    }
  }
}

const outside = "https://api.africastalking.com"
const require = createRequire(import.meta.url)
const axios: Axios = createRequire(require.resolve("africastalking"))("axios")

// The last one that is asked is the first one that has come: it sees where the shop would go.
axios.interceptors.request.use(
  (config) =>
    Object.assign(config, { url: config.url?.replace(outside, process.env["DUKA_TEST_AFRICASTALKING"] ?? "") }),
  null,
  { synchronous: true }
)
