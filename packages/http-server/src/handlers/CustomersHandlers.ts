import { Account, Accounts, Customer, Customers, PersonalData } from "@duka/core"
import { CustomerPage, DukaApi, Paging } from "@duka/http-api"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { download, own, text } from "./answers.ts"
import { mustRead, staffMustRead } from "./reading.ts"

const one = text(Customer)
const page = text(CustomerPage)

const account = text(Account)
const exported = text(PersonalData)

const shown = (customer: Customer) => own(one(customer), customer.version)

export const customers = HttpApiBuilder.group(
  DukaApi,
  "customers",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const customers = yield* Customers
    return handlers.handleAll({
      list: ({ query: { q, ...paging } }) =>
        Effect.map(customers.list(q === undefined ? {} : { q }, Paging.pageRequest(paging)), (found) =>
          own(page(found))
        ),
      get: ({ params }) => Effect.map(customers.get(params.id), shown),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* customers.update(params.id, payload, yield* staffMustRead(headers)))
      }),
      erase: ({ params }) =>
        Effect.as(accounts.erase(params.id), HttpServerResponse.empty({ status: 204, headers: safeHeaders })),
      export: ({ params }) =>
        Effect.map(accounts.exportOf(params.id), (data) =>
          download(exported(data), `customer-${data.customer.id}.json`)
        ),
      account: ({ params }) => Effect.map(accounts.get(params.id), (found) => own(account(found), found.version)),
      setStatus: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const changed = yield* accounts.setStatus(params.id, payload, yield* mustRead(headers))
        return own(account(changed), changed.version)
      })
    })
  })
)
