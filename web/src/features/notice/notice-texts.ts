import type { NoticePage } from "@pforte/shared/contract/page";
import type { SignInCode } from "@pforte/shared/errors/sign-in-code";
import { signInCauses, signInTexts } from "#i18n/failure-text.ts";
import type { TextKey } from "#i18n/text.ts";

/** What a notice says: heading, cause, steps and the label of its primary button. */
export interface NoticeTexts {
  readonly title: TextKey;
  readonly cause: TextKey;
  readonly steps: readonly TextKey[];
  readonly retry: TextKey;
}

export function noticeTexts(notice: NoticePage): NoticeTexts {
  switch (notice.page) {
    case "signed_out":
      return {
        title: "notice.signedOutTitle",
        // The tools end with the session at the identity provider, and only with that.
        cause: notice.isEndedElsewhere
          ? "notice.endedElsewhereText"
          : notice.identityProviderMayRemember
            ? "notice.signedOutHereText"
            : "notice.signedOutText",
        steps: [],
        retry: "notice.signIn",
      };
    case "not_found":
      return {
        title: "notice.notFoundTitle",
        cause: "notice.notFoundText",
        steps: ["notice.stepCheckAddress"],
        retry: "notice.retryPortal",
      };
    case "sign_in_failed":
    case "failed": {
      const code = notice.code ?? "portal_failed";
      return { title: failureTitle(notice.page, code), cause: signInCauses[code], ...ways[signInTexts[code]] };
    }
  }
}

/** The heading alone, which is also the title of the document. */
export function noticeTitle(notice: NoticePage): TextKey {
  return noticeTexts(notice).title;
}

function failureTitle(page: "sign_in_failed" | "failed", code: SignInCode): TextKey {
  if (code === "identity_provider_unreachable") {
    return "notice.serviceDownTitle";
  }
  if (code === "connect_failed" || code === "connect_other_person") {
    return "notice.connectFailedTitle";
  }
  return page === "failed" ? "notice.failedTitle" : "notice.signInFailedTitle";
}

/** What helps, per kind of cause. */
const ways = {
  again: { steps: ["notice.stepAgain", "notice.stepSupportIfAgain"], retry: "notice.retrySignIn" },
  support: { steps: ["notice.stepSupport"], retry: "notice.retryWait" },
  wait: {
    steps: ["notice.stepNothingWrong", "notice.stepWait", "notice.stepSupportIfAgain"],
    retry: "notice.retryWait",
  },
  portal: { steps: ["notice.stepPortal", "notice.stepSupportIfAgain"], retry: "notice.retryPortal" },
} as const satisfies Record<string, { readonly steps: readonly TextKey[]; readonly retry: TextKey }>;
