import { randomBytes } from "node:crypto";

/** A signed-in device: all its tokens live and die with it. */
interface Device {
  readonly user: string;
  readonly id: string;
  displayName: string;
  /** The identity provider's session, where the sign-in came from one; ended by its back-channel logout. */
  providerSession: string | null;
}

interface AccessToken {
  readonly device: Device;
  readonly expiresAt: number | null;
  /** Using it for the first time ends the refresh token that it came from. */
  readonly replaces: string | null;
}

interface RefreshToken {
  readonly device: Device;
  isConsumed: boolean;
}

/** What became of a token that was presented. */
export type TokenCheck =
  | { readonly kind: "valid"; readonly user: string; readonly device: string }
  | { readonly kind: "unknown" }
  /** Expired, but the device lives: the client may refresh. */
  | { readonly kind: "soft" };

/** Devices and tokens of the stand-in, with the rotation rules of Synapse. */
export class MatrixDevices {
  readonly #now: () => Date;
  readonly #accessSeconds: () => number;
  readonly #devices = new Map<string, Device>();
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, RefreshToken>();

  constructor(now: () => Date, accessSeconds: () => number) {
    this.#now = now;
    this.#accessSeconds = accessSeconds;
  }

  /** Signs a device in; an existing one keeps its other tokens, as at Synapse. */
  signIn(user: string, id: string, displayName: string, wantsRefresh: boolean, providerSession: string | null) {
    const key = `${user} ${id}`;
    const device = this.#devices.get(key) ?? { user, id, displayName, providerSession };
    device.providerSession = providerSession;
    this.#devices.set(key, device);
    return {
      user_id: user,
      device_id: id,
      home_server: user.slice(user.indexOf(":") + 1),
      ...this.#issue(device, wantsRefresh, null),
    };
  }

  refresh(token: string) {
    const known = this.#refresh.get(token);
    if (known === undefined) return "unknown" as const;
    if (known.isConsumed) return "consumed" as const;
    return this.#issue(known.device, true, token);
  }

  check(token: string): TokenCheck {
    const known = this.#access.get(token);
    if (known === undefined) return { kind: "unknown" };
    if (known.expiresAt !== null && known.expiresAt <= this.#now().getTime()) return { kind: "soft" };
    const before = known.replaces === null ? undefined : this.#refresh.get(known.replaces);
    if (before !== undefined) before.isConsumed = true;
    return { kind: "valid", user: known.device.user, device: known.device.id };
  }

  /** Ends the device that matches, with every token of it. */
  end(
    matches: (device: {
      readonly user: string;
      readonly id: string;
      readonly providerSession: string | null;
    }) => boolean,
  ): void {
    for (const [key, device] of this.#devices) {
      if (!matches(device)) continue;
      this.#devices.delete(key);
      for (const [token, { device: owner }] of this.#access) if (owner === device) this.#access.delete(token);
      for (const [token, { device: owner }] of this.#refresh) if (owner === device) this.#refresh.delete(token);
    }
  }

  of(user: string): { readonly id: string; readonly displayName: string }[] {
    return [...this.#devices.values()].filter((device) => device.user === user);
  }

  #issue(device: Device, wantsRefresh: boolean, replaces: string | null) {
    const access = `syt_${randomBytes(24).toString("base64url")}`;
    if (!wantsRefresh) {
      this.#access.set(access, { device, expiresAt: null, replaces });
      return { access_token: access };
    }
    const milliseconds = this.#accessSeconds() * 1000;
    const refresh = `syr_${randomBytes(24).toString("base64url")}`;
    this.#access.set(access, { device, expiresAt: this.#now().getTime() + milliseconds, replaces });
    this.#refresh.set(refresh, { device, isConsumed: false });
    return { access_token: access, refresh_token: refresh, expires_in_ms: milliseconds };
  }
}
