/** Forms as Stripe takes them: `a[b][0][c]=d` is nested. */
export type Form = { readonly [name: string]: string | Form }

const put = (form: Form, [name = "", ...rest]: ReadonlyArray<string>, value: string): Form => {
  const inner = form[name]
  const next = rest.length === 0 ? value : put(typeof inner === "object" ? inner : {}, rest, value)
  return { ...form, [name]: next }
}

export const formOf = (pairs: Iterable<readonly [string, string]>): Form =>
  [...pairs].reduce<Form>((form, [path, value]) => put(form, path.replaceAll("]", "").split("["), value), {})

/** What stands at a path, if it is text. */
export const textAt = (form: Form, path: string): string | undefined => {
  const at = path
    .split(".")
    .reduce<string | Form | undefined>((here, name) => (typeof here === "object" ? here[name] : undefined), form)
  return typeof at === "string" ? at : undefined
}

/** What is nested at a path, as text by name. */
export const recordAt = (form: Form, name: string): Readonly<Record<string, string>> => {
  const at = form[name]
  return typeof at === "object"
    ? Object.fromEntries(
        Object.entries(at).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : []))
      )
    : {}
}
