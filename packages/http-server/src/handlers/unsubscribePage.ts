/** What a link to unsubscribe shows in a browser. It asks: mail programs and scanners open links by themselves. */
import { HttpServerResponse } from "effect/http"
import { safeHeaders } from "../middleware/safeHeaders.ts"

const bodyOf = (main: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>Unsubscribe</title>
  </head>
  <body>
    <main>
      ${main}
    </main>
  </body>
</html>
`

const page = (status: number, main: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(bodyOf(main), {
    status,
    contentType: "text/html; charset=utf-8",
    headers: {
      ...safeHeaders,
      // The form goes to the page's own address, and nothing else is loaded.
      "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    }
  })

export const asking = page(
  200,
  `<h1>No more of these messages?</h1>
      <p lang="sw">Je, hutaki tena ujumbe wa aina hii?</p>
      <form method="post"><button>Unsubscribe · Jiondoe</button></form>`
)

export const done = page(
  200,
  `<h1>You have unsubscribed.</h1>
      <p>You will get no more of these messages.</p>
      <p lang="sw">Umejiondoa. Hutapata tena ujumbe wa aina hii.</p>`
)

export const unknown = page(
  404,
  `<h1>This link does not work.</h1>
      <p>It is not whole, or the message is too old. The link in a newer message does the same.</p>
      <p lang="sw">Kiungo hiki hakifanyi kazi. Tumia kiungo kilicho katika ujumbe mpya zaidi.</p>`
)

/** Whether who asks wants to read the answer: browsers say so, mail programs do not. */
export const isRead = ({ accept = "" }: Readonly<Record<string, string | undefined>>): boolean =>
  accept.includes("text/html")
