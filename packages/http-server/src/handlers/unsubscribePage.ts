/** What a link to unsubscribe shows in a browser. It asks: mail programs and scanners open links by themselves. */
import { HttpServerResponse } from "effect/http"
import { safeHeaders } from "../middleware/safeHeaders.ts"

const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>Unsubscribe</title>
  </head>
  <body>
    <main>
      <h1>No more of these messages?</h1>
      <p>Je, hutaki tena ujumbe wa aina hii?</p>
      <form method="post"><button>Unsubscribe · Jiondoe</button></form>
    </main>
  </body>
</html>
`

export const unsubscribePage: HttpServerResponse.HttpServerResponse = HttpServerResponse.text(body, {
  contentType: "text/html; charset=utf-8",
  headers: {
    ...safeHeaders,
    // The form goes to the page's own address, and nothing else is loaded.
    "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
  }
})
