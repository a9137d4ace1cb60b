/** A file read line by line: each line is a value to be checked, or is told to be wrong and the next one is read. */
import type { Violation } from "@duka/core"
import { type PlatformError, Result, Schema, Stream } from "effect"

export interface Line<A> {
  /** From 1; where the record begins when it goes over several. */
  readonly number: number
  readonly given: Result.Result<A, ReadonlyArray<Violation>>
}

/** What a line of NDJSON, or a row of CSV, is before a schema has seen it. */
export type Given = Readonly<Record<string, unknown>>

export type Bytes<R = never> = Stream.Stream<Uint8Array, PlatformError.PlatformError, R>

export const lineLengthMax = 1_048_576

const parsed = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)))

/** One violation of the whole line. */
export const refused = (rule: string, message: string): Result.Result<never, ReadonlyArray<Violation>> =>
  Result.fail([{ pointer: "", rule, message }])

/** A JSON object a line; empty lines are passed over. */
export const ofNdjson = <R>(bytes: Bytes<R>): Stream.Stream<Line<Given>, PlatformError.PlatformError, R> =>
  bytes.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.mapAccum(
      () => 0,
      (before, text): readonly [number, ReadonlyArray<Line<Given>>] => {
        const number = before + 1
        if (text.trim() === "") return [number, []]
        if (text.length > lineLengthMax) {
          return [number, [{ number, given: refused("length", `Expected at most ${lineLengthMax} characters`) }]]
        }
        const given = parsed(text)
        return [
          number,
          [
            {
              number,
              given: Result.isSuccess(given)
                ? Result.succeed(given.success)
                : refused("json", "Expected an object in JSON")
            }
          ]
        ]
      }
    )
  )
