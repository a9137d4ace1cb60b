#!/usr/bin/env node
// Nothing of ours is imported here: an older Node could not read it, and is to be told so in one line.
import { setFlagsFromString } from "node:v8"

// What starting up and seeding make lives long, and V8 concludes that what the same code makes for a request will: it puts
// it among the old at once, where it keeps all that it points to, answers included, until the next full collection.
setFlagsFromString("--no-allocation-site-pretenuring")
// Under load so little survives that full collections come late, and V8 lets the old generation grow fourfold until then:
// it is collected when it has grown by this much instead, and the process finds its size within a minute.
setFlagsFromString("--heap-growing-percent=80")

const nodeMin = { major: 22, minor: 19 }

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < nodeMin.major || (major === nodeMin.major && minor < nodeMin.minor)) {
  process.stderr.write(
    `Duka needs Node ${nodeMin.major}.${nodeMin.minor} or newer; this is ${process.versions.node}.\n`
  )
  process.exitCode = 1
} else {
  const { main } = await import("./commands/main.ts")
  main()
}
