const rule = (message, visitors) => ({
  meta: { type: "problem", messages: { problem: message } },
  create: (context) => visitors((node) => context.report({ node, messageId: "problem" }))
})

const hasTypeArguments = (node) => Boolean(node.typeArguments ?? node.typeParameters)

const noSqlTypeParameter = rule(
  "`sql<T>` asserts the shape of a row without looking at it. Decode with SqlSchema.",
  (report) => ({
    TaggedTemplateExpression: (node) => {
      if (hasTypeArguments(node)) report(node)
    },
    CallExpression: (node) => {
      if (hasTypeArguments(node) && node.callee.type === "MemberExpression" && node.callee.property.name === "unsafe") {
        report(node)
      }
    }
  })
)

const noThrow = rule("Fail with a tagged error, or Effect.die for a bug.", (report) => ({ ThrowStatement: report }))

const noAsync = rule("Use Effect.gen or Effect.fn; wrap a promise once, with Effect.tryPromise.", (report) => {
  const check = (node) => {
    if (node.async) report(node)
  }
  return {
    FunctionDeclaration: check,
    FunctionExpression: check,
    ArrowFunctionExpression: check,
    ForOfStatement: (node) => {
      if (node.await) report(node)
    }
  }
})

export default {
  meta: { name: "duka" },
  rules: { "no-sql-type-parameter": noSqlTypeParameter, "no-throw": noThrow, "no-async": noAsync }
}
