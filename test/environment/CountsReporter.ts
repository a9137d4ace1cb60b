import type { Reporter, SerializedError, TestModule, TestRunEndReason, Vitest } from "vitest/node"

const missingPostgres = `
==============================================================================
  EVERY SUITE THAT NEEDS A POSTGRESQL SERVER WAS SKIPPED: none was found.
  Either install one (the tests start and remove a private copy by themselves):
    Debian, Ubuntu   apt-get install postgresql
    macOS            brew install postgresql@17
  or name a server on which they may make and drop databases duka_test_*:
    DUKA_TEST_DATABASE_URL=postgres://user:password@host:5432/postgres npm test
==============================================================================
`

/** Ends the output with one line that a script can read: `N passed, N failed, N skipped`. */
export class CountsReporter implements Reporter {
  private vitest: Vitest | undefined

  onInit(vitest: Vitest) {
    this.vitest = vitest
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<SerializedError>, _reason: TestRunEndReason) {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state]++
      // A file that does not load, or a hook that fails, fails no test of its own.
      counts.failed += module.errors().length
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length
    }
    const context = this.vitest?.getRootProject().getProvidedContext()
    const notice = context?.postgresUrl === null ? missingPostgres : ""
    const print = (exitCode: number) => {
      // A run that failed before its first test must not read as one without failures.
      const failed = Math.max(counts.failed + errors.length, exitCode === 0 ? 0 : 1)
      const skipped = counts.skipped + counts.pending
      process.stdout.write(`${notice}\n${counts.passed} passed, ${failed} failed, ${skipped} skipped\n`)
    }
    if (this.vitest?.config.watch === true) print(0)
    else process.once("exit", print)
  }
}
