/** What any path may answer, whatever its operations say of it. */
import { StorageBusy } from "@duka/core"
import { Schema } from "effect"
import { withHeaders } from "./answerHeaders.ts"
import { contentType, problem, row } from "./Problem.ts"
import { Internal, MethodNotAllowed, NotReady, RouteNotFound } from "./ProtocolErrors.ts"

const problems = [
  ["RouteNotFound", problem(RouteNotFound)],
  ["MethodNotAllowed", problem(MethodNotAllowed)],
  ["Internal", problem(Internal)],
  ["StorageBusy", problem(StorageBusy)],
  ["NotReady", problem(NotReady)]
] as const

/** As they go over the wire: the schemas that the document names `<code>Problem`. */
export const problemsAnywhere = problems.map(([, codec]) => Schema.toEncoded(codec))

/** `components.responses` of the document, each under its problem's code. */
export const answersAnywhere = (schemas: Readonly<Record<string, unknown>>): Readonly<Record<string, object>> =>
  Object.fromEntries(
    problems.map(([code]) => {
      const { meaning, status } = row(code)
      const schema = { $ref: `#/components/schemas/${code}Problem` }
      const response = { description: `${status}: ${meaning}`, content: { [contentType]: { schema } } }
      const answer = { status, isCatalog: false, isIdempotent: false, isSettingCookies: false }
      return [code, withHeaders(response, answer, schemas)]
    })
  )
