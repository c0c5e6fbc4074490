/** What a test may turn while the provider runs. Durations are seconds. */
export interface Levers {
  accessTokenSeconds: number;
  /** How long a session lives at most; refresh tokens die with it. */
  sessionSeconds: number;
  refreshTokenSeconds: number;
  idTokenSeconds: number;
  /** Whether a refresh token is replaced by each refresh, and its reuse ends the session (Keycloak: `revokeRefreshToken`). */
  rotateRefreshTokens: boolean;
  /** Answers every token exchange with this error instead of a token. */
  exchangeRefusal: Refusal | null;
}

export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

/** As openDesk's realm has them. */
export function openDeskLevers(): Levers {
  return {
    accessTokenSeconds: 300,
    sessionSeconds: 57_600,
    refreshTokenSeconds: 14_400,
    idTokenSeconds: 300,
    rotateRefreshTokens: false,
    exchangeRefusal: null,
  };
}
