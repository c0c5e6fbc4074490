import type { OcsCall, OcsRoute } from "./nextcloud-ocs-route.ts";
import { OcsProblem } from "./nextcloud-reply.ts";

/** The release that it claims to be. */
export const release = {
  major: 31,
  minor: 0,
  micro: 9,
  string: "31.0.9",
  edition: "",
  extendedSupport: false,
} as const;

function capabilities({ world, hasPush, uid }: OcsCall) {
  const { api } = world.addresses;
  const forAll = {
    core: {
      pollinterval: 60,
      "webdav-root": "remote.php/webdav",
      "reference-api": true,
      "reference-regex": String.raw`(\s|\n|^)(https?:\/\/)([-A-Z0-9+_.]+(?::[0-9]+)?(?:\/[-A-Z0-9+&@#%?=~_|!:,.;()]*)*)(\s|\n|$)`,
      "mod-rewrite-working": false,
    },
    bruteforce: { delay: 0, "allow-listed": true },
  };
  // Who is not signed in is told less.
  if (uid === "") return { data: { version: release, capabilities: forAll } };
  const own = {
    ...forAll,
    dav: { chunking: "1.0" },
    files: {
      bigfilechunking: true,
      blacklisted_files: [".htaccess"],
      forbidden_filenames: [".htaccess"],
      forbidden_filename_characters: ["\\", "/"],
      forbidden_filename_extensions: [".filepart", ".part"],
      forbidden_filename_basenames: [],
      directEditing: {
        url: `${api}/ocs/v2.php/apps/files/api/v1/directEditing`,
        etag: "c748e8fc588b54fc5af38c4481a19d20",
        supportsFileId: true,
      },
      undelete: false,
      versioning: false,
      comments: true,
    },
    checksums: { preferredUploadType: "SHA1", supportedTypes: ["SHA1"] },
    files_sharing: sharing,
    notifications: {
      "ocs-endpoints": [
        "list",
        "get",
        "delete",
        "delete-all",
        "icons",
        "rich-strings",
        "action-web",
        "user-status",
        "exists",
        "test-push",
      ],
      push: ["devices", "object-data", "delete"],
      "admin-notifications": ["ocs", "cli"],
    },
    user_status: { enabled: true, restore: true, supports_emoji: true },
    ...(hasPush && {
      notify_push: {
        type: ["files", "activities", "notifications"],
        endpoints: {
          websocket: `${api.replace(/^http/, "ws")}/push/ws`,
          pre_auth: `${api}/index.php/apps/notify_push/pre_auth`,
        },
      },
    }),
  };
  return { data: { version: release, capabilities: own } };
}

const sharing = {
  api_enabled: true,
  public: { enabled: false },
  user: { send_mail: false, expire_date: { enabled: true } },
  resharing: true,
  group_sharing: false,
  group: { enabled: false, expire_date: { enabled: true } },
  default_permissions: 31,
  federation: {
    outgoing: false,
    incoming: false,
    expire_date: { enabled: false },
    expire_date_supported: { enabled: false },
  },
  sharee: { query_lookup_default: false, always_show_unique: true },
} as const;

function user({ world, uid }: OcsCall) {
  const account = world.accounts.get(uid);
  if (account === undefined) throw new OcsProblem(998, "");
  const used = world.used(uid);
  const { quota, name, email } = account;
  const free = quota === null ? 200 * 1024 ** 3 : Math.max(0, quota - used);
  const total = used + free;
  return {
    data: {
      enabled: true,
      id: uid,
      firstLoginTimestamp: 1_700_000_000,
      lastLoginTimestamp: Math.floor(world.now().getTime() / 1000),
      lastLogin: world.now().getTime(),
      backend: "LDAP",
      subadmin: [],
      quota: {
        free,
        used,
        total,
        relative: total === 0 ? 0 : Math.round((used / total) * 10_000) / 100,
        quota: quota ?? -3,
      },
      manager: "",
      email,
      additional_mail: [],
      displayname: name,
      "display-name": name,
      phone: "",
      address: "",
      website: "",
      twitter: "",
      fediverse: "",
      organisation: "Landesamt",
      role: "",
      headline: "",
      biography: "",
      profile_enabled: "1",
      pronouns: "",
      groups: ["referat-42"],
      language: "de",
      locale: "de_DE",
      notify_email: null,
      backendCapabilities: { setDisplayName: false, setPassword: false },
    },
  };
}

function status({ world, uid }: OcsCall) {
  const state = world.accounts.get(uid)?.status ?? "offline";
  const data = {
    userId: uid,
    message: null,
    icon: null,
    clearAt: null,
    status: state,
    messageId: null,
    messageIsPredefined: false,
    statusIsUserDefined: true,
  };
  return { data };
}

export const accountRoutes: readonly OcsRoute[] = [
  { kind: "capabilities", method: "GET", path: /^\/cloud\/capabilities$/, isPublic: true, answer: capabilities },
  { kind: "user", method: "GET", path: /^\/cloud\/user$/, answer: user },
  { kind: "user status", method: "GET", path: /^\/apps\/user_status\/api\/v1\/user_status$/, answer: status },
];
