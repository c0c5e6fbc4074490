import type { UploadProblem } from "@pforte/shared/contract/files";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { FileUploads, NativeFile, UploadTarget } from "#connectors/kit/files.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamBytes } from "#connectors/kit/upstream-http.ts";
import { path } from "#connectors/kit/upstream-path.ts";
import type { Addresses } from "./addresses.ts";
import { stat } from "./dav.ts";
import { fileOf, sizeOf } from "./files.transform.ts";
import { asPerson, type AccountOf } from "./ocs.ts";
import { begin, type UploadLimits } from "./upload-begin.ts";
import { conflict, isOurs, placed, type Place } from "./upload-place.ts";
import { uploadProblem } from "./upload-problem.ts";

export interface UploadOptions extends UploadLimits {
  readonly accountOf: AccountOf;
  readonly addresses: Addresses;
  readonly folder: string;
}

/**
 * Uploads to Nextcloud: one PUT for what fits in one part, else the chunked upload of its second version. A file that is
 * there already is recognised as ours by its size and its time, which the upload itself sets.
 */
export function nextcloudUploads(options: UploadOptions): FileUploads {
  const { accountOf, folder, partBytes } = options;
  const placeOf = async (call: CallContext, target: UploadTarget) => placed(await accountOf(call), target);
  return {
    folder,
    partBytes,
    begin: async (call, target) => begin(options, call, await accountOf(call), target),
    async part(call, target, number, bytes) {
      const place = await placeOf(call, target);
      return target.size <= partBytes ? putWhole(call, place, bytes) : putChunk(call, place, number, bytes);
    },
    async finish(call, target) {
      const place = await placeOf(call, target);
      const problem = target.size <= partBytes ? await finishWhole(call, place) : await assemble(call, place);
      return problem ?? stored(options, call, place);
    },
    async abort(call, target) {
      if (target.size <= partBytes) return;
      const place = await placeOf(call, target);
      await call.http.send(place.transfer, asPerson(call, { method: "DELETE", accept: [404] }));
    },
  };
}

const timeHeader = ({ changedAt }: UploadTarget) =>
  changedAt === null ? {} : { "x-oc-mtime": String(Math.floor(changedAt.getTime() / 1000)) };

/** Only onto what `begin` saw: nothing, or exactly that file. */
function precondition({ replaces }: UploadTarget) {
  if (replaces === null || replaces === undefined) return { "if-none-match": "*" };
  // A weak validator never matches; what was written since is then not noticed here.
  return replaces.startsWith("W/") ? {} : { "if-match": replaces };
}

async function putWhole(call: CallContext, place: Place, bytes: UpstreamBytes): Promise<UploadProblem | null> {
  const { target } = place;
  try {
    const headers = { ...precondition(target), ...timeHeader(target), "oc-total-length": String(target.size) };
    await call.http.upload(place.file, bytes, asPerson(call, { method: "PUT", headers }));
    return null;
  } catch (error) {
    return isChanged(error) ? unlessOurs(call, place) : uploadProblem(error, target);
  }
}

async function putChunk(
  call: CallContext,
  place: Place,
  number: number,
  bytes: UpstreamBytes,
): Promise<UploadProblem | null> {
  const { target } = place;
  const name = String(number).padStart(5, "0");
  const at = path`/remote.php/dav/uploads/${place.account}/${target.transfer}/${name}`;
  try {
    const headers = { destination: { to: place.file }, "oc-total-length": String(target.size) };
    await call.http.upload(at, bytes, asPerson(call, { method: "PUT", headers }));
    return null;
  } catch (error) {
    // Where the parts are gone, they may have been put together already.
    if (isGone(error) && isOurs(await stat(call, place.account, place.segments), target)) return null;
    if (isGone(error)) throw incomplete(error);
    return uploadProblem(error, target);
  }
}

/** All that is left for a file of one part; an empty one may have come without any. */
async function finishWhole(call: CallContext, place: Place): Promise<UploadProblem | null> {
  const { target } = place;
  const there = await stat(call, place.account, place.segments);
  if (there !== null && there.props["d:getetag"] !== target.replaces) {
    return sizeOf(there.props) === target.size ? null : conflict(there);
  }
  if (target.size > 0) throw incomplete();
  return putWhole(call, place, { stream: noBytes(), length: 0 });
}

async function assemble(call: CallContext, place: Place): Promise<UploadProblem | null> {
  const { target } = place;
  const there = await stat(call, place.account, place.segments);
  if (isOurs(there, target)) return null;
  if (there !== null && there.props["d:getetag"] !== target.replaces) return conflict(there);
  const headers = {
    destination: { to: place.file },
    overwrite: (target.replaces ?? null) === null ? "F" : "T",
    "oc-total-length": String(target.size),
    ...timeHeader(target),
  };
  const gathered = path`/remote.php/dav/uploads/${place.account}/${target.transfer}/.file`;
  try {
    await call.http.send(gathered, asPerson(call, { method: "MOVE", headers }));
    return null;
  } catch (error) {
    // Nobody can hold a file that is not there yet, except the call before this one, which still puts it together.
    if (there === null && statusOf(error) === 423) throw assembling(error);
    return unlessAssembled(call, place, error);
  }
}

/** A call whose reply was lost may have done it: then nothing is wrong, and the parts are gone. */
async function unlessAssembled(call: CallContext, place: Place, error: unknown): Promise<UploadProblem | null> {
  if (isChanged(error)) return unlessOurs(call, place);
  if (isGone(error) && isOurs(await stat(call, place.account, place.segments), place.target)) return null;
  if (isGone(error) || isBadLength(error)) throw incomplete(error);
  return uploadProblem(error, place.target);
}

async function stored(options: UploadOptions, call: CallContext, place: Place): Promise<NativeFile> {
  const entry = await stat(call, place.account, place.segments);
  const { addresses } = options;
  const file = entry === null ? null : fileOf(entry, { account: place.account, addresses });
  if (file === null) throw new UpstreamError("bad_response", "A file that was just stored is not there.");
  return file;
}

async function unlessOurs(call: CallContext, place: Place): Promise<UploadProblem | null> {
  const there = await stat(call, place.account, place.segments);
  return isOurs(there, place.target) ? null : conflict(there);
}

const statusOf = (error: unknown) => (error instanceof UpstreamError ? error.status : null);
const isChanged = (error: unknown) => statusOf(error) === 412;
const isGone = (error: unknown) => statusOf(error) === 404;
const isBadLength = (error: unknown) => statusOf(error) === 400;

const assembling = (cause: unknown) =>
  new UpstreamError("unavailable", "The parts of an upload are still being put together.", {
    code: "assembling",
    retryAfterSeconds: 5,
    cause,
  });

const incomplete = (cause?: unknown) =>
  new UpstreamError("not_found", "The parts of an upload are not all there.", { code: "incomplete", cause });

// oxlint-disable-next-line typescript/require-await -- a stream without pieces waits for nothing
async function* noBytes(): AsyncGenerator<Uint8Array, void, undefined> {}
