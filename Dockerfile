# One small image for every service of docker-compose.yml: Deno, the program and its packages, the
# built dashboard, and nothing to install or build at run time. No shell, no root, nothing writable.
ARG DENO_VERSION=2.9.6

FROM denoland/deno:bin-${DENO_VERSION} AS deno

FROM debian:12-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates
COPY --from=deno /deno /usr/local/bin/deno
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1
WORKDIR /app
COPY deno.json deno.lock ./
COPY runtime ./runtime
COPY db ./db
COPY fresh-app ./fresh-app
COPY actors ./actors
# Packages as they are locked, then the dashboard. Deno wants every locked package to be there, so of
# those that only build and test nothing but their names is kept.
RUN deno install --frozen && deno task build && \
    find /deno-dir/npm/*/playwright-core /deno-dir/npm/*/axe-core /deno-dir/npm/*/@esbuild \
      -type f ! -name package.json ! -name '.*' -delete && \
    mkdir --mode=0700 /state

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=deno /deno /usr/local/bin/deno
COPY --from=build /deno-dir /deno-dir
COPY --from=build /app /app
# A volume that is mounted here begins with this owner.
COPY --from=build --chown=65532:65532 /state /state
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 \
    TRADING_HOME=/state TRADING_LOG_FORMAT=json HOST=0.0.0.0
WORKDIR /app
USER 65532:65532
EXPOSE 8000 9090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["deno", "run", "-A", "--no-prompt", "--cached-only", "actors/cli/main.ts", "health"]
ENTRYPOINT ["deno", "run", "-A", "--no-prompt", "--cached-only", "actors/cli/main.ts"]
CMD ["start"]
