/** Variables of what the shop does by itself. */
import { Settings } from "@duka/core"
import { Config, Schema } from "effect"
import { variable } from "./variable.ts"

const shown = { secret: false } as const

const Minutes = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_080 }))
const Takers = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))

const orderMinutesDefault = Settings.defaults.payments.orderSeconds / 60
const takersDefault = 8

export const workVariables = {
  orderMinutes: variable(
    {
      name: "DUKA_ORDER_MINUTES",
      meaning: "How long an order waits to be paid. Then it is cancelled, and what it held can be sold again.",
      expected: "a whole number from 1 to 10080",
      otherwise: String(orderMinutesDefault),
      ...shown
    },
    Config.schema(Minutes, "DUKA_ORDER_MINUTES").pipe(Config.withDefault(orderMinutesDefault))
  ),
  jobTakers: variable(
    {
      name: "DUKA_JOB_TAKERS",
      meaning: "How many jobs of one kind a process runs at once.",
      expected: "a whole number from 1 to 100",
      otherwise: String(takersDefault),
      ...shown
    },
    Config.schema(Takers, "DUKA_JOB_TAKERS").pipe(Config.withDefault(takersDefault))
  )
}
