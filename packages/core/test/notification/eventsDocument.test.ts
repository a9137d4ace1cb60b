import { expect, it } from "vitest"
import { eventsDocument } from "./eventsDocument.ts"

it("docs/events.md is what the list of events says", async () => {
  await expect(eventsDocument()).toMatchFileSnapshot("../../../../docs/events.md")
})
