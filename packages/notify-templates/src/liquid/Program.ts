/** A template as it is run: what of Liquid is known here, with every name resolved to where it stands in its file. */
import type { FilterName } from "./filters.ts"

/** Where something stands in a template's file; lines are counted from 1. */
export interface Place {
  readonly file: string
  readonly line: number
}

export type Comparison = "==" | "!=" | "<" | ">" | "<=" | ">=" | "contains"

export type Expression =
  | { readonly _tag: "Constant"; readonly value: string | number | boolean | null }
  /** Equal to what is empty, or has nothing but white space. */
  | { readonly _tag: "Empty"; readonly isBlank: boolean }
  /** `order.lines[0].name`: its first part is a name, what follows are fields and positions. */
  | { readonly _tag: "Name"; readonly path: Path; readonly place: Place }
  | { readonly _tag: "Not"; readonly of: Expression }
  | { readonly _tag: "Both"; readonly left: Expression; readonly right: Expression }
  | { readonly _tag: "Either"; readonly left: Expression; readonly right: Expression }
  | {
      readonly _tag: "Compared"
      readonly by: Comparison
      readonly left: Expression
      readonly right: Expression
      readonly place: Place
    }
  | {
      readonly _tag: "Filtered"
      readonly of: Expression
      readonly filter: FilterName
      readonly inputs: ReadonlyArray<Expression>
      readonly place: Place
    }

export type Path = readonly [root: string, ...parts: ReadonlyArray<string | number>]

/** How a value is written where it stands: as a URL of its own, as a part of one, or as text. */
export type Standing = "text" | "url" | "urlPart"

export interface Branch {
  /** Null: otherwise. */
  readonly when: Expression | null
  readonly program: Program
}

export interface Loop {
  readonly _tag: "Loop"
  readonly each: string
  readonly of: Expression
  readonly limit: Expression | null
  readonly offset: Expression | null
  readonly isReversed: boolean
  readonly body: Program
  readonly otherwise: Program
  readonly place: Place
}

export type Node =
  | { readonly _tag: "Literal"; readonly text: string; readonly place: Place }
  | { readonly _tag: "Output"; readonly value: Expression; readonly standing: Standing; readonly place: Place }
  | { readonly _tag: "Choice"; readonly branches: ReadonlyArray<Branch>; readonly place: Place }
  | Loop
  | { readonly _tag: "Assign"; readonly name: string; readonly value: Expression }
  /** Sees the message and what it is given, and none of the names of where it is called. */
  | {
      readonly _tag: "Partial"
      readonly given: ReadonlyArray<readonly [name: string, value: Expression]>
      readonly program: Program
    }
  | { readonly _tag: "Break" }
  | { readonly _tag: "Continue" }
  /** In a layout: where the message stands. */
  | { readonly _tag: "Body"; readonly place: Place }

export type Program = ReadonlyArray<Node>
