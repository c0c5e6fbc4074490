import { html, type Markup } from "./markup.ts";
import { type OpAccount, opStatuses, type OpWorkPackage } from "./openproject-model.ts";
import { activityOf, type OpViewer } from "./openproject-represent.ts";
import type { OpenProjectWorld } from "./openproject-world.ts";
import type { ToolContent, ToolVisit } from "./tool-content.ts";

const texts = {
  de: {
    mine: "Meine offenen Arbeitspakete",
    news: "Benachrichtigungen",
    noNews: "Nichts Ungelesenes.",
    due: "fällig",
    activity: "Aktivität",
    act: "Als Kollegin oder Kollege handeln",
    as: "Als",
    comment: "Kommentar",
    mention: "und mich erwähnen",
    send: "Kommentieren",
    status: "Status",
    set: "Setzen",
    assign: "Mir zuweisen",
    unknown: "Dieses Arbeitspaket gibt es nicht.",
    all: "Alle Arbeitspakete",
  },
  en: {
    mine: "My open work packages",
    news: "Notifications",
    noNews: "Nothing unread.",
    due: "due",
    activity: "Activity",
    act: "Act as a colleague",
    as: "As",
    comment: "Comment",
    mention: "and mention me",
    send: "Comment",
    status: "Status",
    set: "Set",
    assign: "Assign to me",
    unknown: "There is no such work package.",
    all: "All work packages",
  },
} as const;

/** The pages of the project tool: a person's work and news, and a work package in which colleagues can be made to act. */
export function openprojectContent(world: OpenProjectWorld): ToolContent {
  return {
    show(visit) {
      const viewer = viewerOf(world, visit);
      if (viewer === null) return html``;
      if (visit.url.pathname.startsWith("/notifications")) return newsPage(viewer);
      const id = /^\/work_packages\/(\d+)(?:\/|$)/u.exec(visit.url.pathname)?.[1];
      if (id === undefined) return listPage(viewer);
      const workPackage = world.workPackages.get(Number(id));
      const isVisible = workPackage !== undefined && world.isVisible(workPackage, viewer.account);
      return isVisible
        ? workPackagePage(viewer, workPackage)
        : html`<p role="alert">${texts[viewer.language].unknown}</p>`;
    },
    act(visit, form) {
      const viewer = viewerOf(world, visit);
      const workPackage = world.workPackages.get(Number(form.get("workPackage")));
      if (viewer === null || workPackage === undefined || !world.isVisible(workPackage, viewer.account)) return "/";
      const colleague = world.accounts.get(Number(form.get("colleague")));
      if (colleague !== undefined) actAs(world, { colleague, viewer, workPackage, form });
      return `/work_packages/${workPackage.id}/activity`;
    },
  };
}

function actAs(
  world: OpenProjectWorld,
  {
    colleague,
    viewer,
    workPackage,
    form,
  }: {
    readonly colleague: OpAccount;
    readonly viewer: OpViewer;
    readonly workPackage: OpWorkPackage;
    readonly form: URLSearchParams;
  },
): void {
  switch (form.get("act")) {
    case "comment": {
      const text = (form.get("text") ?? "").trim().slice(0, 500) || "…";
      const isMention = form.has("mention");
      const said = isMention ? `@${viewer.account.name} ${text}` : text;
      world.comment(workPackage, colleague, said, isMention ? [viewer.account] : []);
      break;
    }
    case "status": {
      const status = Object.values(opStatuses).find(({ id }) => String(id) === form.get("status"));
      if (status !== undefined) world.change(workPackage, colleague, { status });
      break;
    }
    case "assign":
      world.change(workPackage, colleague, { assignee: viewer.account });
      break;
    default:
  }
}

/** Whoever comes without an account gets one, as at a first sign-in there; without a project it stays empty. */
function viewerOf(world: OpenProjectWorld, { username, language }: ToolVisit): OpViewer | null {
  const account = [...world.accounts.values()].find(({ login }) => login === username);
  return account === undefined ? null : { account, world, language };
}

const address = (workPackage: OpWorkPackage) => `/work_packages/${workPackage.id}/activity`;

function listPage(viewer: OpViewer): Markup {
  const text = texts[viewer.language];
  const self = viewer.world.selfAndGroups(viewer.account);
  const mine = [...viewer.world.workPackages.values()].filter(
    ({ assignee, status }) => assignee !== null && self.has(assignee.id) && !status.isClosed,
  );
  const unread = newsOf(viewer).length;
  return html`<h2>${text.mine}</h2>
    <ul>
      ${mine.map(
        (each) =>
          html`<li>
            <a href="${address(each)}">#${each.id} ${each.subject}</a><br />${each.project.name} ·
            ${each.status.name}${each.dueDate === null ? "" : ` · ${text.due} ${each.dueDate}`}
          </li>`,
      )}
    </ul>
    <p><a href="/notifications">${text.news} (${unread})</a></p>`;
}

function newsOf({ world, account }: OpViewer) {
  return [...world.notifications.values()]
    .filter(({ recipient, isRead }) => recipient === account && !isRead)
    .toReversed();
}

function newsPage(viewer: OpViewer): Markup {
  const text = texts[viewer.language];
  const news = newsOf(viewer);
  return html`<h2>${text.news}</h2>
    ${news.length === 0 ? html`<p>${text.noNews}</p>` : ""}
    <ul>
      ${news.map(
        ({ workPackage, actor, reason }) =>
          html`<li>
            <a href="${address(workPackage)}">${workPackage.subject}</a><br />${actor?.name ?? ""} · ${reason}
          </li>`,
      )}
    </ul>
    <p><a href="/">${text.all}</a></p>`;
}

function workPackagePage(viewer: OpViewer, workPackage: OpWorkPackage): Markup {
  const text = texts[viewer.language];
  const { project, status, dueDate, type } = workPackage;
  const colleagues = [...viewer.world.accounts.values()].filter(
    (account) => account.kind === "User" && account !== viewer.account && project.members.has(account.id),
  );
  const entries = viewer.world.historyOf(workPackage).slice(-12).toReversed();
  const choose = html`<input type="hidden" name="workPackage" value="${workPackage.id}" /><label
      >${text.as}
      <select name="colleague">
        ${colleagues.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
      </select></label
    > `;
  return html`<h2>#${workPackage.id} ${workPackage.subject}</h2>
    <p>
      ${type.name} · ${project.name} · <strong id="status">${status.name}</strong>${
        dueDate === null ? "" : ` · ${text.due} ${dueDate}`
      }
    </p>
    <h2>${text.activity}</h2>
    <ul>
      ${entries.map((entry) => html`<li><strong>${entry.user.name}</strong>: ${whatHappened(entry, viewer)}</li>`)}
    </ul>
    <h2>${text.act}</h2>
    <form method="post" action="/act">
      ${choose}<input type="hidden" name="act" value="comment" />
      <input name="text" aria-label="${text.comment}" value="Rücksprache bitte." size="28" />
      <label><input type="checkbox" name="mention" /> ${text.mention}</label>
      <button type="submit">${text.send}</button>
    </form>
    <form method="post" action="/act">
      ${choose}<input type="hidden" name="act" value="status" />
      <select name="status" aria-label="${text.status}">
        ${Object.values(opStatuses).map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
      </select>
      <button type="submit">${text.set}</button>
    </form>
    <form method="post" action="/act">
      ${choose}<input type="hidden" name="act" value="assign" /><button type="submit">${text.assign}</button>
    </form>
    <p><a href="/">${text.all}</a></p>`;
}

function whatHappened(entry: Parameters<typeof activityOf>[0], viewer: OpViewer): string {
  if (entry.comment !== "") return entry.comment;
  const { details } = activityOf(entry, viewer);
  const lines = Array.isArray(details) ? details.map((detail: { readonly raw: string }) => detail.raw) : [];
  return lines.join(" · ").replaceAll(/[*~]/gu, "") || "…";
}
