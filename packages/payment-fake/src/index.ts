/** A payment provider for tests and demos: it takes no money, and fails as it is told. */
export * as FakeProvider from "./FakeProvider.ts"
