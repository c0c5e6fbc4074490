import { homeSchema, homeTileSchema, type Home, type HomeTile } from "../contract/home.ts";
import { noticePageSchema, type NoticePage } from "../contract/page.ts";

/** A tile that is valid by the contract. */
export function aTile(fields: Partial<HomeTile> & Pick<HomeTile, "key" | "name">): HomeTile {
  return homeTileSchema.parse({
    description: null,
    href: `https://${fields.key}.example.org/`,
    target: { kind: "new-tab" },
    icon: fields.key,
    coloured: false,
    source: null,
    maintenance: null,
    terms: [fields.name],
    ...fields,
  } satisfies HomeTile);
}

const names = {
  de: {
    groups: ["Kommunikation", "Dokumente", "Zusammenarbeit", "Fachverfahren", "Betrieb"],
    folder: "Wasserrecht",
    mail: "Mail",
    calendar: "Kalender",
    contacts: "Kontakte",
    chat: "Chat",
    video: "Videokonferenz",
    files: "Dateien",
    notes: "Notizen",
    cryptpad: "Cryptpad",
    doc: "Neues Textdokument",
    sheet: "Neue Tabelle",
    slides: "Neue Präsentation",
    projects: "Projekte",
    tasks: "Aufgaben",
    wiki: "Wiki",
    eakte: "E-Akte",
    time: "Zeiterfassung",
    travel: "Dienstreisen",
    supply: "Beschaffung",
    waterbook: "Wasserbuch",
    map: "Gewässer\u00adkataster",
    permit: "Genehmigungen",
    gauge: "Messstellen",
    admin: "Verwaltung",
    maintenance: "Telefonische Einwahl ist möglich.",
    organisation: "Landesamt Mittelau für Umwelt und Fläche",
    support: "IT-Service",
  },
  en: {
    groups: ["Communication", "Documents", "Collaboration", "Specialist applications", "Operations"],
    folder: "Water law",
    mail: "Mail",
    calendar: "Calendar",
    contacts: "Contacts",
    chat: "Chat",
    video: "Video conference",
    files: "Files",
    notes: "Notes",
    cryptpad: "Cryptpad",
    doc: "New text document",
    sheet: "New spreadsheet",
    slides: "New presentation",
    projects: "Projects",
    tasks: "Tasks",
    wiki: "Wiki",
    eakte: "E-file",
    time: "Time recording",
    travel: "Business trips",
    supply: "Procurement",
    waterbook: "Water register",
    map: "Register of waters",
    permit: "Permits",
    gauge: "Gauging stations",
    admin: "Administration",
    maintenance: "Dial-in by phone is possible.",
    organisation: "Mittelau State Office for Environment and Land",
    support: "IT service desk",
  },
} as const;

type Names = (typeof names)["de" | "en"];

/** The start page of a person who has every tool, as large as such a page usually is. */
export function aHome(fields: Partial<Home> = {}): Home {
  const language = fields.language ?? "de";
  const own = names[language];
  return homeSchema.parse({
    version: 3,
    language,
    appearance: "system",
    singleKeyShortcuts: true,
    sendTyping: true,
    sendReadReceipts: true,
    now: "2026-11-23T09:44:00.000Z",
    timeZone: "Europe/Berlin",
    portal: aPortal(own),
    person: { name: "Ines Marquardt", initials: "IM", isAdministrator: false },
    announcements: [],
    categories: someCategories(own),
    dock: ["mail", "calendar", "video", "eakte", "time", "doc"],
    dockIsOwn: false,
    sources: [{ key: "matrix", name: "Chat", capabilities: ["chat"] }],
    ...fields,
  } satisfies Home);
}

/** A page outside the signed-in portal. */
export function aNotice(fields: Partial<NoticePage> = {}): NoticePage {
  return noticePageSchema.parse({
    page: "sign_in_failed",
    code: "sign_in_expired",
    identityProviderMayRemember: false,
    incident: "7F3K-92QA",
    at: "2026-11-23T09:44:07.000Z",
    timeZone: "Europe/Berlin",
    retry: "/auth/login",
    portal: aPortal(names[fields.language ?? "de"]),
    language: "de",
    appearance: "system",
    ...fields,
  } satisfies NoticePage);
}

function aPortal(own: Names): Home["portal"] {
  return {
    name: "Pforte",
    organisation: own.organisation,
    support: { name: own.support, phone: "4711", email: null, href: null },
    imprint: "https://www.example.org/imprint",
    privacy: "https://www.example.org/privacy",
    accessibility: "https://www.example.org/accessibility",
    reportBarrier: "https://www.example.org/barrier",
    help: null,
    logo: null,
    branded: false,
    welcome: null,
    release: "1.0",
  };
}

function someCategories(own: Names): Home["categories"] {
  const tile = (key: Exclude<keyof Names, "groups">, fields: Partial<HomeTile> = {}): HomeTile =>
    aTile({ key, name: own[key], ...fields });
  const item = (key: Exclude<keyof Names, "groups">, fields: Partial<HomeTile> = {}) =>
    ({ kind: "tile", tile: tile(key, fields) }) as const;
  const [communication, documents, collaboration, specialist, operations] = own.groups;
  return [
    {
      key: "communication",
      name: communication,
      items: [
        item("mail", { target: { kind: "named-tab", name: "mail" } }),
        item("calendar"),
        item("contacts"),
        item("chat", { source: "matrix" }),
        item("video", { maintenance: { text: own.maintenance, until: "2026-11-23T12:00:00+01:00" } }),
      ],
    },
    {
      key: "documents",
      name: documents,
      items: [item("files"), item("notes"), item("cryptpad"), item("doc"), item("sheet"), item("slides")],
    },
    { key: "collaboration", name: collaboration, items: [item("projects"), item("tasks"), item("wiki")] },
    {
      key: "specialist",
      name: specialist,
      items: [
        item("eakte"),
        item("time"),
        item("travel"),
        item("supply"),
        {
          kind: "folder",
          key: "water",
          name: own.folder,
          tiles: [tile("waterbook"), tile("map"), tile("permit"), tile("gauge")],
        },
      ],
    },
    {
      key: "operations",
      name: operations,
      items: [item("admin", { target: { kind: "same-tab" } })],
    },
  ];
}
