/** Reports: what the carrier tells later, and nothing of what others send. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import type { SmsLaw, SmsTried } from "./smsStand.ts"

export const reports = (law: SmsLaw, { numbers, reports }: SmsTried): void => {
  for (const outcome of reports) {
    law(`reads that a message is ${outcome}, by the name that it was given when it was sent`, (at) =>
      Effect.gen(function* () {
        const { reference } = yield* at.sender.send(at.sms())
        assert(reference !== null)
        const report = yield* at.sender.report(at.told(reference, outcome))
        assert.deepInclude(report, { reference, outcome })
        if (outcome !== "failed") assert.isNull(report?.reason)
      })
    )

    law(`tells no number of the message that is ${outcome}`, ({ sender, told }) =>
      Effect.gen(function* () {
        const report = JSON.stringify(yield* sender.report(told("its-reference", outcome)))
        for (const number of numbers) assert.notInclude(report, number.slice(1))
      })
    )
  }

  law("reads nothing in what is no report, whatever it is", ({ sender }) =>
    Effect.promise(async () => {
      const nothing = fc.asyncProperty(fc.string({ unit: "binary", maxLength: 500 }), async (body) => {
        assert.isNull(await Effect.runPromise(sender.report(body)))
      })
      await fc.assert(nothing, { examples: [[""], ["{}"], ["null"], ["%"], ["=&=&="], ["<html>hello</html>"]] })
    })
  )

  law("survives reports that were spoilt on their way", ({ sender, told }) =>
    Effect.promise(async () => {
      const spoilt = fc.asyncProperty(
        fc.constantFrom(...reports),
        fc.nat(200),
        fc.string({ unit: "binary", maxLength: 20 }),
        async (outcome, at, put) => {
          const body = told("its-reference", outcome)
          const report = await Effect.runPromise(sender.report(body.slice(0, at) + put + body.slice(at)))
          if (report !== null) assert.hasAllKeys(report, ["reference", "outcome", "reason"])
        }
      )
      if (reports.length > 0) await fc.assert(spoilt)
    })
  )
}
