#!/usr/bin/env node
// Nothing is imported here: an older Node could not read the modules, and is to be told so in one line.
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
