/** Email through any SMTP server. */
export * as SmtpSender from "./SmtpSender.ts"
