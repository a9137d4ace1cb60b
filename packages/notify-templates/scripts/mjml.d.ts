/** What is used of mjml, which comes without types. */
declare module "mjml" {
  interface Options {
    readonly filePath: string
    readonly ignoreIncludes: boolean
    readonly validationLevel: "strict"
  }
  interface Compiled {
    readonly html: string
  }
  const mjml2html: (source: string, options: Options) => Promise<Compiled>
  export default mjml2html
}
