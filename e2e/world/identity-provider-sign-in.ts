import type { ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import type { ReadRequest } from "./identity-provider-edge.ts";
import { strongAcr, type ProviderParts } from "./identity-provider-library.ts";
import { errorPage, pageLanguage, pagePolicy, signInPage, type SignInProblem } from "./identity-provider-pages.ts";

/** The page on which a person says who they are, and its form. */
export async function handleSignIn(
  provider: Provider,
  parts: ProviderParts,
  read: ReadRequest,
  res: ServerResponse,
): Promise<void> {
  const { req, form } = read;
  // The one thing that fails here is an interaction that is over or was begun in another browser.
  const interaction = await provider.interactionDetails(req, res).catch(() => null);
  if (interaction === null) {
    sendPage(res, 400, errorPage(req.headers["accept-language"], "Page has expired"));
    return;
  }
  const show = (problem?: SignInProblem) => {
    const text = signInPage({
      language: pageLanguage(stringOf(interaction.params["ui_locales"]), req.headers["accept-language"]),
      clientId: stringOf(interaction.params["client_id"]) ?? "",
      people: parts.directory.people,
      action: req.url ?? "",
      ...(problem === undefined ? {} : { problem }),
    });
    sendPage(res, problem === undefined ? 200 : 400, text);
  };
  if (interaction.prompt.name === "consent") {
    await provider.interactionFinished(req, res, { consent: {} });
  } else if (req.method !== "POST") {
    show();
  } else if (form.has("cancel")) {
    await provider.interactionFinished(req, res, { error: "access_denied", error_description: "User denied access" });
  } else {
    const chosen = choose(parts, form.get("username") ?? "", interaction.session?.accountId);
    if ("problem" in chosen) {
      show(chosen.problem);
    } else {
      const asked = stringOf(interaction.params["acr_values"])?.split(" ") ?? [];
      const acr = asked.includes(strongAcr) ? strongAcr : "1";
      await provider.interactionFinished(req, res, { login: { accountId: chosen.sub, acr, amr: ["pwd"] } });
    }
  }
}

function choose(parts: ProviderParts, username: string, signedIn: string | undefined) {
  const person = parts.directory.byUsername(username);
  if (person === undefined) {
    return { problem: "unknown" as const };
  }
  if (parts.directory.person(person.sub) === undefined) {
    return { problem: "disabled" as const };
  }
  return signedIn !== undefined && signedIn !== person.sub ? { problem: "otherPerson" as const } : { sub: person.sub };
}

export function sendPage(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": pagePolicy,
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
  });
  res.end(text);
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
