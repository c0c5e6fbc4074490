import type { AudienceScope, Client } from "./clients.ts";
import { fullName, type Person } from "./people.ts";

/** The people and clients that the provider knows, and who of the people may sign in at the moment. */
export class Directory {
  readonly people: readonly Person[];
  readonly clients: readonly Client[];
  readonly #audienceScopes: readonly AudienceScope[];
  readonly #disabled = new Set<string>();

  constructor(people: readonly Person[], clients: readonly Client[], audienceScopes: readonly AudienceScope[]) {
    this.people = people;
    this.clients = clients;
    this.#audienceScopes = audienceScopes;
  }

  /** The person, unless they are unknown or disabled. */
  person(sub: string | undefined): Person | undefined {
    return this.people.find((person) => person.sub === sub && !this.#disabled.has(person.sub));
  }

  byUsername(username: string): Person | undefined {
    return this.people.find((person) => person.username === username);
  }

  client(id: string | undefined): Client | undefined {
    return this.clients.find((client) => client.id === id);
  }

  setEnabled(sub: string, isEnabled: boolean): void {
    if (isEnabled) {
      this.#disabled.delete(sub);
    } else {
      this.#disabled.add(sub);
    }
  }

  isKnownAudience(audience: string): boolean {
    return this.client(audience) !== undefined || this.#audienceScopes.some((scope) => scope.audience === audience);
  }

  /** All scopes that put audiences into tokens. */
  audienceScopeNames(): readonly string[] {
    return this.#audienceScopes.map((scope) => scope.scope);
  }

  /** The audiences that these scopes give this person: a scope bound to a group gives nothing to others, silently. */
  audiences(person: Person, scopes: ReadonlySet<string>): readonly string[] {
    return this.#audienceScopes
      .filter(({ scope, group }) => scopes.has(scope) && (group === undefined || person.groups.includes(group)))
      .map((scope) => scope.audience);
  }
}

/** The claims that Keycloak's mappers make of a person. */
export function personClaims(person: Person) {
  return {
    preferred_username: person.username,
    opendesk_username: person.username,
    name: fullName(person),
    given_name: person.givenName,
    family_name: person.familyName,
    email: person.email,
    email_verified: true,
    groups: [...person.groups],
  };
}
