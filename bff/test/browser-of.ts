import { CookieJar, signInByForm } from "@pforte/e2e/world/sign-in-driver";
import { carry } from "./carry.ts";
import { person, type TestPerson } from "./person.ts";

/** What browsers say of themselves. */
export const userAgents = {
  firefoxOnLinux: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  safariOnIphone:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/604.1",
} as const;

/** Signs somebody in with a browser that says what it is, and keeps the cookies that it has. */
export async function signInWith(
  portal: { readonly origin: string },
  username: string,
  browser: { readonly jar?: CookieJar; readonly says?: string; readonly start?: string } = {},
): Promise<TestPerson> {
  const { jar = new CookieJar(), says, start = "/auth/login" } = browser;
  const headers = says === undefined ? {} : { "user-agent": says };
  await signInByForm({ start: `${portal.origin}${start}`, username, jar, carry, headers });
  return person(portal.origin, jar);
}
