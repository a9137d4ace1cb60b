# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /duka
COPY . .
RUN npm ci && npm run build

FROM node:24-slim AS packages
WORKDIR /duka
COPY package.json package-lock.json .npmrc ./
COPY packages/core/package.json packages/core/
COPY packages/adapter-memory/package.json packages/adapter-memory/
COPY packages/adapter-postgres/package.json packages/adapter-postgres/
COPY packages/auth-jose/package.json packages/auth-jose/
COPY packages/auth-oidc/package.json packages/auth-oidc/
COPY packages/http-api/package.json packages/http-api/
COPY packages/payment-http/package.json packages/payment-http/
COPY packages/payment-chapa/package.json packages/payment-chapa/
COPY packages/payment-fake/package.json packages/payment-fake/
COPY packages/payment-flutterwave/package.json packages/payment-flutterwave/
COPY packages/payment-paystack/package.json packages/payment-paystack/
COPY packages/payment-stripe/package.json packages/payment-stripe/
COPY packages/notify-africastalking/package.json packages/notify-africastalking/
COPY packages/notify-smtp/package.json packages/notify-smtp/
COPY packages/notify-templates/package.json packages/notify-templates/
COPY packages/payment-mpesa/package.json packages/payment-mpesa/
COPY packages/http-server/package.json packages/http-server/
# Of this workspace alone: the image brings its own Node, and the one in the root's optional dependencies stays out.
RUN npm ci --omit=dev --ignore-scripts --workspace packages/http-server && npm cache clean --force

FROM node:24-slim
WORKDIR /duka
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DUKA_DATA_DIR=/data
RUN install --directory --owner=node --group=node --mode=0700 /data
COPY --from=packages /duka ./
COPY --from=build /duka/packages/core/dist packages/core/dist
COPY --from=build /duka/packages/adapter-memory/dist packages/adapter-memory/dist
COPY --from=build /duka/packages/adapter-postgres/dist packages/adapter-postgres/dist
COPY --from=build /duka/packages/auth-jose/dist packages/auth-jose/dist
COPY --from=build /duka/packages/auth-oidc/dist packages/auth-oidc/dist
COPY --from=build /duka/packages/http-api/dist packages/http-api/dist
COPY --from=build /duka/packages/payment-http/dist packages/payment-http/dist
COPY --from=build /duka/packages/payment-chapa/dist packages/payment-chapa/dist
COPY --from=build /duka/packages/payment-fake/dist packages/payment-fake/dist
COPY --from=build /duka/packages/payment-flutterwave/dist packages/payment-flutterwave/dist
COPY --from=build /duka/packages/payment-paystack/dist packages/payment-paystack/dist
COPY --from=build /duka/packages/payment-stripe/dist packages/payment-stripe/dist
COPY --from=build /duka/packages/notify-africastalking/dist packages/notify-africastalking/dist
COPY --from=build /duka/packages/notify-smtp/dist packages/notify-smtp/dist
COPY --from=build /duka/packages/notify-templates/dist packages/notify-templates/dist
COPY --from=build /duka/packages/payment-mpesa/dist packages/payment-mpesa/dist
COPY --from=build /duka/packages/http-server/dist packages/http-server/dist
COPY packages/http-server/data packages/http-server/data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "packages/http-server/dist/main.js"]
CMD ["serve"]
