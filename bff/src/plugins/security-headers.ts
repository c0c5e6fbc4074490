import type { FastifyInstance, FastifyReply } from "fastify";

/** Where browsers report what the policy stopped. */
export const policyReportsPath = "/policy-reports";

/** Where pages may load from, frame and submit to, beyond the portal's own origin. */
export interface SecurityHeaderOptions {
  readonly isPlainLoopback: boolean;
  /** Origins that the redirects after a form's submission may pass, such as the identity provider's at sign-out. */
  readonly formTargets: readonly string[];
  /** Further sources per directive, for the development server only. */
  readonly development?: Readonly<Record<string, string>> | undefined;
}

const withoutHsts = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  // Under `same-origin` a named tab could never be shown again; no tool gets an opener either way (docs/decisions/008).
  "cross-origin-opener-policy": "same-origin-allow-popups",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "permissions-policy":
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), " +
    "geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), magnetometer=(), microphone=(), midi=(), " +
    "payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
  "x-frame-options": "DENY",
  "reporting-endpoints": `portal="${policyReportsPath}"`,
  "x-permitted-cross-domain-policies": "none",
} as const;

const hsts = { "strict-transport-security": "max-age=31536000; includeSubDomains" } as const;

/** The headers of every answer (S33, S34); a response that says something else about caching overrides that one. */
export function securityHeaders(options: SecurityHeaderOptions): Readonly<Record<string, string>> {
  return {
    "content-security-policy": contentSecurityPolicy(options),
    ...withoutHsts,
    ...(options.isPlainLoopback ? {} : hsts),
    "cache-control": "no-store",
    vary: "Cookie",
  };
}

function contentSecurityPolicy({ formTargets, development = {} }: SecurityHeaderOptions): string {
  const directives: Record<string, string> = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'none'",
    "form-action": ["'self'", ...formTargets].join(" "),
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "portal",
    "report-to": "portal",
  };
  for (const [directive, sources] of Object.entries(development)) {
    directives[directive] = `${directives[directive] ?? ""} ${sources}`.trim();
  }
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

/** Lets this one page frame that one source, such as the origin of a tool (S36); every other page frames nothing. */
export function allowFrames(reply: FastifyReply, source: string): void {
  const policy = String(reply.getHeader("content-security-policy") ?? "");
  reply.header("content-security-policy", policy.replace(/(^|; )frame-src 'none'/u, `$1frame-src ${source}`));
}

/** Puts the headers on a response before anything else can answer it, errors and unknown paths included. */
export function registerSecurityHeaders(app: FastifyInstance, headers: Readonly<Record<string, string>>): void {
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
