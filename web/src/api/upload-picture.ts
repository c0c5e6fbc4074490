import { pictureUploadPath } from "@pforte/shared/contract/admin-assets";
import { ApiError } from "./api-error.ts";
import { failureOf, unreachable } from "./call.ts";
import { fetchAsPortal } from "./fetch-as-portal.ts";

/** What a picture may be; the browser offers these alone, and the server reads the bytes. */
export const pictureTypes = ["image/svg+xml", "image/png", "image/webp"] as const;

/** Uploads a picture and gives its name in the configuration (`upload:<hash>.<type>`), or throws an `ApiError` with its `issues`. */
export async function uploadPicture(file: Blob): Promise<string> {
  const response = await send(file);
  const text = await response.text();
  const picture = response.ok ? pictureIn(text) : null;
  if (picture !== null) {
    return picture;
  }
  const failure = failureOf(text);
  throw failure === null ? unreachable(response.status, undefined) : new ApiError(response.status, failure);
}

async function send(file: Blob): Promise<Response> {
  try {
    return await fetchAsPortal(pictureUploadPath, {
      method: "POST",
      headers: { "content-type": file.type, accept: "application/json" },
      body: file,
    });
  } catch (cause) {
    throw unreachable(0, cause);
  }
}

function pictureIn(text: string): string | null {
  const json: unknown = JSON.parse(text);
  return typeof json === "object" && json !== null && "picture" in json && typeof json.picture === "string"
    ? json.picture
    : null;
}
