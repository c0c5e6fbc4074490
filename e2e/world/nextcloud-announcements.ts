import type { Announcement } from "./nextcloud-notifications.ts";
import type { FileNode } from "./nextcloud-tree.ts";
import type { NextcloudWorld, Share } from "./nextcloud-world.ts";

/** What a person is told who was given something and has to say yes. */
export function invitation(world: NextcloudWorld, share: Share): Announcement {
  const { api, web } = world.addresses;
  const name = world.nameOf(share.owner);
  const file = share.node.name;
  return {
    app: "files_sharing",
    objectType: "local_share",
    objectId: String(share.id),
    subject: { de: `${name} hat „${file}“ mit Ihnen geteilt`, en: `${name} shared "${file}" with you` },
    subjectRich: { de: "{user} hat „{share}“ mit Ihnen geteilt", en: '{user} shared "{share}" with you' },
    parameters: {
      user: { type: "user", id: share.owner, name },
      share: { type: "highlight", id: String(share.id), name: file },
    },
    link: `${web}/index.php/apps/files/?dir=/`,
    icon: `${web}/apps/files_sharing/img/share.svg`,
    at: share.at,
    actions: [
      {
        label: { de: "Annehmen", en: "Accept" },
        link: `${api}/ocs/v2.php/apps/files_sharing/api/v1/shares/pending/${share.id}`,
        type: "POST",
        primary: true,
      },
      {
        label: { de: "Ablehnen", en: "Decline" },
        link: `${api}/ocs/v2.php/apps/files_sharing/api/v1/shares/${share.id}`,
        type: "DELETE",
        primary: false,
      },
    ],
  };
}

/** What a person is told whose name stands in a comment. */
export function mention(
  world: NextcloudWorld,
  node: FileNode,
  { uid, by, text, id }: { uid: string; by: string; text: string; id: number },
): Announcement {
  const { web } = world.addresses;
  const name = world.nameOf(by);
  const path = (world.pathOf(uid, node) ?? [node.name]).join("/");
  return {
    app: "comments",
    objectType: "comment",
    objectId: String(id),
    subject: {
      de: `${name} hat Sie in einem Kommentar zu „${node.name}“ erwähnt`,
      en: `${name} mentioned you in a comment on “${node.name}”`,
    },
    subjectRich: {
      de: "{user} hat Sie in einem Kommentar zu „{file}“ erwähnt",
      en: "{user} mentioned you in a comment on “{file}”",
    },
    parameters: {
      user: { type: "user", id: by, name },
      file: { type: "file", id: String(node.id), name: node.name, path, link: `${web}/index.php/f/${node.id}` },
    },
    message: text,
    messageParameters: {},
    link: `${web}/index.php/apps/comments/notifications/view/${id}`,
    icon: `${web}/apps/comments/img/comment.svg`,
  };
}
