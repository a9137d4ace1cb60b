import type { Violation } from "@duka/core"
import { type PlatformError, Result, Stream } from "effect"
import { Csv } from "effect/encoding"
import { type Bytes, type Line, lineLengthMax, refused } from "./Line.ts"

/** The cells of a row by their column. Empty cells are left out. */
export type Cells = Readonly<Record<string, string>>

export interface Columns {
  readonly required: ReadonlyArray<string>
  isKnown(column: string): boolean
}

type State =
  | { readonly _tag: "BeforeHeader"; readonly line: number }
  | { readonly _tag: "Reading"; readonly line: number; readonly header: ReadonlyArray<string> }
  /** The header cannot be used: nor can what follows. */
  | { readonly _tag: "Done"; readonly line: number }

const linesOf = (row: Csv.Row) => row.reduce((count, cell) => count + (cell.match(/\n|\r(?!\n)/g)?.length ?? 0), 1)

const headerViolations = (header: ReadonlyArray<string>, columns: Columns): ReadonlyArray<Violation> => [
  ...columns.required
    .filter((column) => !header.includes(column))
    .map((column) => ({ pointer: `/${column}`, rule: "required", message: "Expected a column of this name" })),
  ...header
    .filter((column) => !columns.isKnown(column))
    .map((column) => ({ pointer: `/${column}`, rule: "unknown-field", message: "No column has this name" })),
  ...header
    .filter((column, index) => header.indexOf(column) !== index)
    .map((column) => ({ pointer: `/${column}`, rule: "isUnique", message: "The column stands twice" }))
]

const cellsOf = (row: Csv.Row, header: ReadonlyArray<string>): Cells =>
  Object.fromEntries(
    header.flatMap((column, index) => {
      const cell = row[index]?.trim() ?? ""
      return cell === "" ? [] : [[column, cell]]
    })
  )

/** RFC 4180 with a header. Empty lines are passed over; after an error of syntax nothing more can be read. */
export const ofCsv = <R>(
  bytes: Bytes<R>,
  columns: Columns
): Stream.Stream<Line<Cells>, PlatformError.PlatformError, R> =>
  bytes.pipe(
    Stream.decodeText(),
    Stream.pipeThroughChannel(Csv.decodeString({ maxRecordSize: lineLengthMax })),
    Stream.mapAccum(
      (): State => ({ _tag: "BeforeHeader", line: 1 }),
      (state, row): readonly [State, ReadonlyArray<Line<Cells>>] => {
        const number = state.line
        const line = number + linesOf(row)
        if (state._tag === "Done" || (row.length === 1 && row[0]?.trim() === "")) return [{ ...state, line }, []]
        if (state._tag === "BeforeHeader") {
          const header = row.map((cell) => cell.trim())
          const found = headerViolations(header, columns)
          return found.length === 0
            ? [{ _tag: "Reading", line, header }, []]
            : [{ _tag: "Done", line }, [{ number, given: Result.fail(found) }]]
        }
        const given =
          row.length === state.header.length
            ? Result.succeed(cellsOf(row, state.header))
            : refused("cells", `Expected ${state.header.length} cells, as in the header, and got ${row.length}`)
        return [{ ...state, line }, [{ number, given }]]
      }
    ),
    Stream.catchTag("CsvError", ({ line, message }) =>
      Stream.make({ number: line, given: refused("csv", `${message}. Nothing after it was read`) })
    )
  )
